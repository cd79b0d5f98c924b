"""The HTTP session yfinance speaks through: Yahoo's refusals become the port's failures here.

yfinance answers a refusal with more requests (another cookie strategy) and reports it as missing prices; our
errors pass through it unchanged. Only the chart API is judged: the cookie page answers 404 when all is well.
"""

import json
from typing import Any, override
from urllib.parse import urlsplit, urlunsplit

from curl_cffi.requests import Response, Session
from curl_cffi.requests.exceptions import RequestException

from maxsignal_ingest.sources.protocol import (
    NoCandles,
    Postponed,
    Refused,
    SourceUnavailable,
    UnknownInstrument,
)
from maxsignal_ingest.sources.refusals import refusal

CHART = "/v8/finance/chart/"


class YahooSession(Session[Response]):
    """Yahoo's hosts, or whatever stands at `base_url` in their place."""

    def __init__(self, base_url: str | None, time_limit: float) -> None:
        super().__init__(impersonate="chrome")
        self._base = urlsplit(base_url) if base_url else None
        self._time_limit = time_limit

    @override
    def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> Response:
        kwargs["timeout"] = self._time_limit
        try:
            response = super().request(method, self._moved(url), *args, **kwargs)
        except RequestException as error:
            if CHART in url:
                raise SourceUnavailable(f"yahoo: {error}") from error
            raise
        if CHART in url and (failure := chart_failure(response)):
            raise failure
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
