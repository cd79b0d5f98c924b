"""T-Invest's REST gateway: one method asked, its token kept to itself, its errors as the port names them.

The token is in no failure, log line or repr: it is written into the header alone, and only where the header
can hold it and the way is encrypted.
"""

import ipaddress
import re
import ssl
from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import override
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from maxsignal_common.clock import Clock
from maxsignal_ingest.sources.http_json import Answer, JsonVenue, decoded
from maxsignal_ingest.sources.protocol import (
    BadCredentials,
    Postponed,
    Refused,
    SourceUnavailable,
    UnknownInstrument,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.refusals import refusal
from maxsignal_ingest.sources.tinvest_wire import Reply

PRODUCTION = "https://invest-public-api.tinkoff.ru/rest"
SANDBOX = "https://sandbox-invest-public-api.tinkoff.ru/rest"
SERVICES = "tinkoff.public.invest.api.contract.v1."

# T-Invest's own codes, told in the field `description` with whatever status.
ERRORS: dict[str, type[Refused]] = {
    "30011": UnsupportedTimeframe,
    "30014": UnsupportedTimeframe,
    "40002": BadCredentials,
    "40003": BadCredentials,
    "40004": BadCredentials,
    "50002": UnknownInstrument,
}
LIMITS = ("80001", "80002")
UNAUTHORIZED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
GRPC_NOT_FOUND = 5


class Gateway:
    def __init__(
        self, token: SecretStr, clock: Clock, base_url: str, call_limit: timedelta, ca_file: Path | None
    ) -> None:
        expect_safe(token, base_url)
        http = httpx.AsyncClient(
            base_url=base_url,
            auth=_Bearer(token),
            verify=trusting(ca_file),
            timeout=call_limit.total_seconds(),
        )
        # The seconds until the budget of the minute is full again.
        self._venue = JsonVenue("tinvest", http, clock, pause_header="x-ratelimit-reset")

    async def ask[R: Reply](
        self, method: str, question: Mapping[str, str], shape: type[R]
    ) -> tuple[R, datetime]:
        """The reply to `Service/Method`, and the venue's time of it."""
        answer = await self._venue.post(f"{SERVICES}{method}", question)
        if answer.status in UNAUTHORIZED:
            raise BadCredentials(f"tinvest answered {answer.status}")
        reply = decoded("tinvest", answer.content, shape)
        if answer.status != HTTPStatus.OK or reply.code is not None:
            raise _failure(answer, reply)
        return reply, answer.at

    async def aclose(self) -> None:
        await self._venue.aclose()


def expect_safe(token: SecretStr, base_url: str) -> None:
    """Refuses a token that an HTTP client would spell out in its own error, or send unencrypted."""
    secret = token.get_secret_value()
    if not secret or not all("!" <= letter <= "~" for letter in secret):
        raise BadCredentials("the token of T-Invest is empty or has characters that no token has")
    url = urlsplit(base_url)
    if url.scheme != "https" and not _is_loopback(url.hostname or ""):
        raise BadCredentials("the token of T-Invest is sent over https only")


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """The public authorities, and for T-Invest alone those of a file: its newer host has one of its own."""
    context = httpx.create_ssl_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise BadCredentials(f"no certificate authority can be read from {ca_file}") from error
    return context


class _Bearer(httpx.Auth):
    def __init__(self, token: SecretStr) -> None:
        self._token = token

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


def _failure(answer: Answer, reply: Reply) -> Postponed | Refused:
    """By T-Invest's own code of the error; its sentence stays unread."""
    own = str(reply.description) if str(reply.description).isdecimal() else "unknown"
    tracking = answer.headers.get("x-tracking-id", "")
    said = f"tinvest answered {answer.status}, error {own[:9]}"
    if re.fullmatch(r"[0-9a-f-]{8,64}", tracking):
        said += f", tracking id {tracking}"
    if own in LIMITS and (limited := refusal("tinvest", HTTPStatus.TOO_MANY_REQUESTS, answer.headers, "")):
        return limited
    if answer.status == HTTPStatus.NOT_FOUND and reply.code == GRPC_NOT_FOUND:
        return UnknownInstrument(said)
    return ERRORS[own](said) if own in ERRORS else SourceUnavailable(said)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
