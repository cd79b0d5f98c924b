"""A venue serves a last candle that keeps growing: whatever the moment, only settled candles get through."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_common.catalogue import AAPL, BTC
from maxsignal_common.clock import FrozenClock, SystemClock
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_ingest.sources.ccxt import CcxtSource
from maxsignal_ingest.sources.protocol import CandleRequest, CandleSource, FetchedCandles, NotSettled
from maxsignal_ingest.sources.yfinance import YFinanceSource
from tests.contracts.sources.test_ccxt import exchange_config
from tests.contracts.sources.venue import FakeVenue
from tests.fakes import binance as binance_format
from tests.fakes import yahoo as yahoo_format

START = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
# Any moment of a session and its evening; the run's own time is at it or at a round minute before.
MOMENTS = st.timedeltas(timedelta(0), timedelta(hours=9))
ROUND = st.booleans()


async def fetched(source: CandleSource, request: CandleRequest) -> FetchedCandles | None:
    try:
        return await source.fetch(request)
    except NotSettled:
        return None


def as_of(now: datetime, *, at_minute: bool) -> datetime:
    return now.replace(second=0, microsecond=0) if at_minute else now


def test_binance_never_leaks_a_growing_candle(binance: FakeVenue) -> None:
    with asyncio.Runner() as runner:
        source = CcxtSource("binance", SystemClock(), exchange_config(binance.url))

        @settings(max_examples=150, deadline=None)
        @given(passed=MOMENTS, at_minute=ROUND, timeframe=st.sampled_from(["M1", "M5", "H1", "D1", "W1"]))
        def never_leaks(passed: timedelta, timeframe: str, *, at_minute: bool) -> None:
            now = START + passed
            binance.script(now_ms=epoch_ms(now))
            request = CandleRequest(
                instrument=BTC, timeframe=Timeframe(timeframe), as_of=as_of(now, at_minute=at_minute), count=3
            )
            if got := runner.run(fetched(source, request)):
                step = request.timeframe.duration // timedelta(milliseconds=1)
                final = tuple(binance_format.final_candle(ts, step)[3] for ts in got.candles.ts_ms)
                assert got.candles.close == pytest.approx(final)
                assert got.close_ms <= epoch_ms(request.as_of)

        never_leaks()
        runner.run(source.aclose())


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_yahoo_never_leaks_a_growing_candle(yahoo: FakeVenue) -> None:
    with asyncio.Runner() as runner:
        clock = FrozenClock(START)
        source = YFinanceSource(clock, yahoo.url)

        @settings(max_examples=60, deadline=None)
        @given(passed=MOMENTS, at_minute=ROUND, timeframe=st.sampled_from(["M1", "M15", "H1", "D1"]))
        def never_leaks(passed: timedelta, timeframe: str, *, at_minute: bool) -> None:
            clock.at = START + passed
            yahoo.script(now_s=epoch_ms(clock.at) // 1000)
            request = CandleRequest(
                instrument=AAPL,
                timeframe=Timeframe(timeframe),
                as_of=as_of(clock.at, at_minute=at_minute),
                count=3,
            )
            if got := runner.run(fetched(source, request)):
                assert got.candles.close == tuple(yahoo_finals(got))
                assert got.close_ms <= epoch_ms(request.as_of)

        never_leaks()
        runner.run(source.aclose())


def yahoo_finals(got: FetchedCandles) -> list[float]:
    step = got.candles.timeframe.duration // timedelta(seconds=1)
    opens = [ts // 1000 for ts in got.candles.ts_ms]
    if got.candles.timeframe is Timeframe.D1:
        opens = [yahoo_format.session(datetime.fromtimestamp(s, UTC).date())[0] for s in opens]
    return [yahoo_format.final_candle(s, step)[3] for s in opens]
