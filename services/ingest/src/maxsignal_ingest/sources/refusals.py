"""What an HTTP status of any venue means to us."""

from collections.abc import Mapping
from datetime import timedelta

from maxsignal_ingest.sources.protocol import GeoBlocked, Postponed, RateLimited, Refused, SourceUnavailable

BANNED, RATE_LIMITED, LEGAL_REASONS, SERVER_ERRORS = 418, 429, 451, 500
# What content networks answer with 403 for a venue that keeps a country out.
COUNTRY_BLOCK = "block access from your country"
DEFAULT_PAUSE = timedelta(seconds=30)


def refusal(venue: str, status: int, headers: Mapping[str, str], body: str) -> Postponed | Refused | None:
    """The failure an answer stands for; None where it must be read as the venue's own words."""
    said = f"{venue} answered {status}"
    if status in (BANNED, RATE_LIMITED):
        return RateLimited(said, _pause(headers))
    if status == LEGAL_REASONS or COUNTRY_BLOCK in body:
        return GeoBlocked(f"{said}: not served from this country")
    if status >= SERVER_ERRORS:
        return SourceUnavailable(said)
    if body.lstrip().startswith("<"):
        return SourceUnavailable(f"{said} with a web page in place of its API")
    return None


def _pause(headers: Mapping[str, str]) -> timedelta:
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    return timedelta(seconds=int(value)) if value.isdecimal() else DEFAULT_PAUSE
