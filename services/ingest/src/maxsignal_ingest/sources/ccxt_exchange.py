"""ccxt as we use it: opened with our response hook, its errors turned into the port's.

ccxt files 451 as retryable and reads a web page or half an answer with status 200 as "no candles"; its hook
sees them first.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ccxt.async_support as ccxt

from maxsignal_ingest.sources.protocol import (
    BadCredentials,
    GeoBlocked,
    Postponed,
    RateLimited,
    Refused,
    SourceUnavailable,
    UnknownInstrument,
    UnknownSource,
)
from maxsignal_ingest.sources.refusals import refusal

ERRORS = 400


class _Hooked:
    """Mixed into the exchange's class: ccxt calls this with every answer before it reads it."""

    id: str

    def on_rest_response(
        self,
        code: int,
        _reason: str,
        _url: str,
        _method: str,
        response_headers: Mapping[str, str],
        response_body: str,
        *_request: object,
    ) -> str:
        if failure := refusal(self.id, code, response_headers, response_body):
            raise failure
        if code < ERRORS and not _says_something(response_body):
            raise SourceUnavailable(f"{self.id} answered {code} with something that is not JSON")
        return response_body.strip()


def _says_something(body: str) -> bool:
    try:
        return json.loads(body) is not None
    except ValueError:
        return False


def open_exchange(exchange_id: str, config: Mapping[str, object]) -> Any:  # noqa: ANN401 - ccxt has no types
    """`config` goes to ccxt's constructor as it is."""
    if exchange_id not in ccxt.exchanges:
        raise UnknownSource(f"ccxt knows no exchange {exchange_id}")
    hooked = type(exchange_id, (_Hooked, getattr(ccxt, exchange_id)), {})
    return hooked(dict(config))


@contextmanager
def failures_of(name: str) -> Iterator[None]:
    """The errors of ccxt as ours; what is not known to be final may be asked again."""
    try:
        yield
    except TimeoutError as error:
        raise SourceUnavailable(f"{name} took too long") from error
    except ccxt.BaseError as error:
        raise _failure(error) from error


def _failure(error: ccxt.BaseError) -> Postponed | Refused:
    said = str(error)[:300]
    match error:
        case ccxt.BadSymbol():
            return UnknownInstrument(said)
        case ccxt.RestrictedLocation():
            return GeoBlocked(said)
        case ccxt.AuthenticationError():
            return BadCredentials(said)
        case ccxt.RateLimitExceeded() | ccxt.DDoSProtection():
            return RateLimited(said)
        case _:
            return SourceUnavailable(said)
