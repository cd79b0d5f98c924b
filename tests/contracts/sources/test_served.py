"""What is said of a source before it is asked is what its adapter does."""

import pytest

from maxsignal_common.catalogue import AAPL, BTC, IBM
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.sources import HOURS_KNOWN, IN_SESSIONS, SERVED, can_serve
from maxsignal_ingest.calendars import calendar_of
from maxsignal_ingest.sources import replay, routing, yfinance
from maxsignal_ingest.sources.session_bars import PARTS


def test_sources_are_those_that_can_be_opened() -> None:
    assert SERVED.keys() == routing._OPENED_BY.keys()


def test_recordings_serve_what_they_are_said_to() -> None:
    assert SERVED["replay"] == set(replay.TIMEFRAMES)


def test_yahoo_serves_every_timeframe_where_hours_are_known() -> None:
    assert SERVED["yfinance"] == yfinance.INTERVALS.keys() | PARTS.keys()
    assert set(PARTS) == IN_SESSIONS


def test_hours_are_known_where_there_is_a_calendar() -> None:
    for exchange in (*HOURS_KNOWN, "LSE", "TSE"):
        known = calendar_of(IBM.model_copy(update={"exchange": exchange})) is not None
        assert known == (exchange in HOURS_KNOWN)


@pytest.mark.parametrize(
    ("instrument", "timeframe", "served"),
    [
        (IBM, Timeframe.W1, True),
        (IBM, Timeframe.H1, False),
        (IBM.model_copy(update={"exchange": "LSE"}), Timeframe.W1, False),
        (AAPL, Timeframe.H4, True),
        (AAPL.model_copy(update={"exchange": "LSE"}), Timeframe.H4, False),
        (BTC, Timeframe.W1, True),
        (IBM.model_copy(update={"source": "a source of tomorrow"}), Timeframe.M1, True),
    ],
)
def test_only_what_can_never_be_had_is_denied(
    instrument: Instrument, timeframe: Timeframe, *, served: bool
) -> None:
    assert can_serve(instrument, timeframe) is served
