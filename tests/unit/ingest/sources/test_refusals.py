"""What an HTTP answer that is no data means."""

from datetime import timedelta

import pytest

from maxsignal_ingest.sources.protocol import GeoBlocked, RateLimited, SourceUnavailable
from maxsignal_ingest.sources.refusals import DEFAULT_PAUSE, refusal


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (418, "{}", RateLimited),
        (429, "{}", RateLimited),
        (451, "{}", GeoBlocked),
        (500, "{}", SourceUnavailable),
        (599, "{}", SourceUnavailable),
        (200, " \n<!doctype html>", SourceUnavailable),
        (403, "<html>", SourceUnavailable),
        (403, "<html> configured to block access from your country", GeoBlocked),
    ],
)
def test_status_and_body_tell_the_failure(status: int, body: str, failure: type[Exception]) -> None:
    assert type(refusal("venue", status, {}, body)) is failure


@pytest.mark.parametrize("status", [200, 400, 401, 404])
def test_words_of_the_venue_are_left_to_it(status: int) -> None:
    assert refusal("venue", status, {}, '{"code": -1121}') is None


@pytest.mark.parametrize(
    ("value", "pause"),
    [("120", timedelta(seconds=120)), ("Fri, 20 Nov 2026", DEFAULT_PAUSE), ("", DEFAULT_PAUSE)],
)
def test_pause_is_the_venues_or_a_default(value: str, pause: timedelta) -> None:
    failure = refusal("venue", 429, {"retry-after": value}, "")
    assert isinstance(failure, RateLimited)
    assert failure.retry_after == pause
    assert failure.delay == min(pause, timedelta(seconds=60))
