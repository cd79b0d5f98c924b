"""The HTTP session yfinance speaks through: Yahoo's refusals become the port's failures here.

yfinance answers a refusal with more requests (another cookie strategy) and reports it as missing prices; our
errors pass through it unchanged. Only the chart API is judged: the cookie page answers 404 when all is well.
A crumb that ran out (401) is the one refusal left to yfinance, which gets another and asks once more.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, override
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from curl_cffi.requests import Response, Session
from curl_cffi.requests.exceptions import RequestException

from maxsignal_common.market import Split
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    NoCandles,
    Postponed,
    Refused,
    SourceUnavailable,
    UnknownInstrument,
)
from maxsignal_ingest.sources.refusals import refusal
from maxsignal_ingest.sources.sessions import day_label_ms

CHART = "/v8/finance/chart/"
UNAUTHORIZED = 401


class YahooSession(Session[Response]):
    """Yahoo's hosts, or whatever stands at `base_url` in their place."""

    def __init__(self, base_url: str | None, time_limit: float) -> None:
        super().__init__(impersonate="chrome")
        self._base = urlsplit(base_url) if base_url else None
        self._time_limit = time_limit
        self._events: Mapping[str, Any] = {}
        self._crumb_refused = False

    def splits(self, time_zone: str) -> list[Split]:
        """Those of the chart asked for last, by the trading day they came into force on, oldest first.

        yfinance drops a split from intraday rows until its day has a row, while the prices have it already.
        """
        try:
            told = [_split(event, ZoneInfo(time_zone)) for event in self._events.get("splits", {}).values()]
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise BadCandles(f"yahoo's splits cannot be read: {error!r}") from error
        return sorted(told, key=lambda split: split.ts_ms)

    @override
    def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> Response:
        kwargs["timeout"] = self._time_limit
        try:
            response = super().request(method, self._moved(url), *args, **kwargs)
        except RequestException as error:
            if CHART in url:
                raise SourceUnavailable(f"yahoo: {error}") from error
            raise
        if CHART in url:
            self._crumb_refused = response.status_code == UNAUTHORIZED and not self._crumb_refused
            if self._crumb_refused:
                return response
            if failure := chart_failure(response):
                raise failure
            self._events = _events(response)
        return response

    def _moved(self, url: str) -> str:
        if self._base is None:
            return url
        return urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))


def chart_failure(response: Response) -> Postponed | Refused | None:
    """What a chart answer stands for when it is not a chart; None leaves it to yfinance."""
    headers = {name: value or "" for name, value in response.headers.items()}
    if failure := refusal("yahoo", response.status_code, headers, response.text):
        return failure
    try:
        error = json.loads(response.text)["chart"]["error"]
    except (ValueError, LookupError, TypeError):
        return SourceUnavailable(f"yahoo answered {response.status_code} with something that is not a chart")
    said = str(error.get("description")) if isinstance(error, dict) else ""
    match response.status_code:
        case 404:
            return UnknownInstrument(f"yahoo: {said}")
        case 400 | 422:
            return NoCandles(f"yahoo: {said}")
    return None


def _events(response: Response) -> Mapping[str, Any]:
    """The corporate actions of a chart; a chart that is none is left to yfinance."""
    try:
        events = json.loads(response.text)["chart"]["result"][0]["events"]
    except (ValueError, LookupError, TypeError):
        return {}
    return events if isinstance(events, dict) else {}


def _split(event: Mapping[str, Any], zone: ZoneInfo) -> Split:
    day = datetime.fromtimestamp(event["date"], UTC).astimezone(zone).date()
    ratio = Decimal(str(event["numerator"])) / Decimal(str(event["denominator"]))
    return Split(ts_ms=day_label_ms(day), ratio=ratio)
