"""Tries a key at its provider; what comes back is told in our words, for an answer may repeat the key."""

import asyncio
import ssl
from http import HTTPStatus
from time import monotonic
from typing import Any, NamedTuple

import httpx2

from maxsignal_api.auth.actor import actor
from maxsignal_api.auth.limiting import TRIES, require_rate
from maxsignal_api.parts import Parts
from maxsignal_api.stored_settings.keys import keys_of
from maxsignal_api.stored_settings.questions import Question, question_for
from maxsignal_api.stored_settings.schemas import Provider, Tried, TriedCode
from maxsignal_common.outbound import LOOPBACK, AddressRefusedError, Outbound
from maxsignal_common.provider_settings import ProviderSettings
from maxsignal_common.store.provided import Provided
from maxsignal_llm.outgoing import UNPACKED, PinnedTransport, bounded

PATIENCE_S = 10.0
MOST_BYTES = 8 * 2**20
REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# What Telegram answers to a token that is no token of any bot.
UNKNOWN_BOT = HTTPStatus.NOT_FOUND
OF_PROVIDER = {Provider.OPENROUTER: "llm_", Provider.TELEGRAM: "telegram_", Provider.TINVEST: "tinvest_"}


class Found(NamedTuple):
    code: TriedCode
    detail: str
    who: str | None = None


async def attempt(parts: Parts, provider: Provider) -> Tried:
    async with parts.database.begin() as connection:
        await require_rate(connection, f"try {actor().name}", TRIES)
        keys = await keys_of(connection, parts)
    began = monotonic()
    found = _unusable(provider, keys) or await _ask(question_for(provider, keys.settings), keys, parts)
    took_ms = round((monotonic() - began) * 1000)
    return Tried(
        ok=found.code is TriedCode.OK, code=found.code, detail=found.detail, took_ms=took_ms, who=found.who
    )


def _unusable(provider: Provider, keys: Provided[ProviderSettings]) -> Found | None:
    """What is stored for it and cannot be used; services leave it out just the same."""
    told = {name: code for name, code in keys.refused.items() if name.startswith(OF_PROVIDER[provider])}
    for name, code in sorted(told.items()):
        known = TriedCode.ADDRESS_REFUSED if code == "address_refused" else TriedCode.UNREADABLE
        return Found(known, f"what is stored as {name} cannot be used: {code}")
    return None


async def _ask(question: Question | None, keys: Provided[ProviderSettings], parts: Parts) -> Found:
    if question is None:
        return Found(TriedCode.NO_KEY, "no key is stored, and the environment of the API has none")
    outbound = parts.outbound if question.address in keys.stored else None
    try:
        async with asyncio.timeout(PATIENCE_S), _client(question, outbound) as http:
            return _judged(question, await http.request(question.method, question.url, json=_body(question)))
    except (TimeoutError, httpx2.TimeoutException):
        return Found(TriedCode.TIMED_OUT, "it did not answer in time")
    except AddressRefusedError as error:
        return Found(TriedCode.ADDRESS_REFUSED, error.detail)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return _unreached(error)


def _client(question: Question, outbound: Outbound | None) -> httpx2.AsyncClient:
    trusted = question.trusted or httpx2.create_ssl_context()
    return httpx2.AsyncClient(
        transport=PinnedTransport(outbound, trusted=trusted) if outbound else None,
        verify=trusted,
        trust_env=outbound is None and httpx2.URL(question.url).host not in LOOPBACK,
        follow_redirects=False,
        timeout=PATIENCE_S,
        headers={**UNPACKED, **question.headers},
        event_hooks={"response": [bounded(MOST_BYTES)]},
    )


def _body(question: Question) -> dict[str, str] | None:
    return {} if question.method == "POST" else None


def _judged(question: Question, response: httpx2.Response) -> Found:
    status = response.status_code
    if status in REFUSALS or (question.address == "telegram_api_url" and status == UNKNOWN_BOT):
        return Found(TriedCode.KEY_REFUSED, f"it refuses the key ({status})")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Found(TriedCode.RATE_LIMITED, "it was asked too often, which says nothing of the key")
    answer = _read(response) if status == HTTPStatus.OK else None
    if answer is None:
        return Found(TriedCode.UNEXPECTED, f"it answers {status}, and not as this provider does")
    return Found(TriedCode.OK, "it takes the key", question.who(answer))


def _read(response: httpx2.Response) -> dict[str, Any] | None:
    try:
        told = response.json()
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _unreached(error: httpx2.HTTPError | httpx2.InvalidURL) -> Found:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return Found(TriedCode.UNTRUSTED, "its certificate is signed by none of the trusted authorities")
        cause = cause.__cause__
    if isinstance(error, httpx2.ConnectError):
        return Found(TriedCode.UNREACHABLE, "nobody answers at its address")
    return Found(TriedCode.UNEXPECTED, f"it broke off: {type(error).__name__}")
