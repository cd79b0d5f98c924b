"""The cheapest question a provider answers to whoever shows a good key, and what its answer says of us."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2

from maxsignal_api.stored_settings.schemas import Provider
from maxsignal_common.provider_settings import ProviderSettings

# The one provider of models that tells its list to anybody, and so has another way to prove a key.
ROUTER = "openrouter.ai"
TINVEST_URL = "https://invest-public-api.tinkoff.ru/rest"
WHO_AM_I = "tinkoff.public.invest.api.contract.v1.UsersService/GetInfo"
LONGEST_NAME = 64

type Answer = Mapping[str, Any]


def nobody(_answer: Answer) -> str | None:
    return None


@dataclass(frozen=True)
class Question:
    """`address` names the setting that the URL comes from, None where it cannot be stored."""

    method: str
    url: str
    address: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    who: Callable[[Answer], str | None] = nobody
    trusted: ssl.SSLContext | None = None


def question_for(provider: Provider, keys: ProviderSettings) -> Question | None:
    """None where there is no key to try."""
    return _QUESTIONS[provider](keys)


def _models(keys: ProviderSettings) -> Question | None:
    base, key = keys.llm_base_url.rstrip("/"), keys.llm_api_key
    router = urlsplit(base).hostname == ROUTER
    if key is None and router:
        return None
    headers = _bearer(key.get_secret_value()) if key else {}
    return Question("GET", f"{base}/{'key' if router else 'models'}", "llm_base_url", headers)


def _telegram(keys: ProviderSettings) -> Question | None:
    token = keys.telegram_bot_token
    if token is None:
        return None
    url = f"{keys.telegram_api_url.rstrip('/')}/bot{token.get_secret_value()}/getMe"
    return Question("GET", url, "telegram_api_url", who=_bot)


def _tinvest(keys: ProviderSettings) -> Question | None:
    token, url = keys.tinvest_token, (keys.ingest_tinvest_url or TINVEST_URL).rstrip("/")
    if token is None:
        return None
    trusted = httpx2.create_ssl_context()
    if keys.ingest_tinvest_ca:
        trusted.load_verify_locations(keys.ingest_tinvest_ca)
    headers = _bearer(token.get_secret_value())
    return Question("POST", f"{url}/{WHO_AM_I}", None, headers, _tariff, trusted)


_QUESTIONS: Mapping[Provider, Callable[[ProviderSettings], Question | None]] = {
    Provider.OPENROUTER: _models,
    Provider.TELEGRAM: _telegram,
    Provider.TINVEST: _tinvest,
}


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _bot(answer: Answer) -> str | None:
    result = answer.get("result")
    name = _name(result.get("username")) if isinstance(result, dict) else None
    return f"@{name}" if name else None


def _tariff(answer: Answer) -> str | None:
    return _name(answer.get("tariff"))


def _name(told: object) -> str | None:
    """A stranger's word, if it is one that a name can be."""
    fits = isinstance(told, str) and 0 < len(told) <= LONGEST_NAME and told.replace("_", "").isalnum()
    return str(told) if fits else None
