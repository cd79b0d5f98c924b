"""A venue serves a last candle that keeps growing: whatever the moment, only settled candles get through."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_common.catalogue import AAPL, BTC
from maxsignal_common.clock import FrozenClock, SystemClock
from maxsignal_common.market import Instrument, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.sources.ccxt import CcxtSource
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.protocol import CandleRequest, CandleSource, NotSettled
from maxsignal_ingest.sources.yfinance import YFinanceSource
from tests.contracts.sources.test_ccxt import exchange_config
from tests.contracts.sources.venue import FakeVenue
from tests.fakes import crypto as binance_format
from tests.fakes import yahoo as yahoo_format

FETCHES = max(200, settings().max_examples)

START = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
CLOSE = datetime(2026, 11, 20, 21, tzinfo=UTC)
# Any moment of a New York session and its evening, half of them around its close.
HALF_HOUR = timedelta(minutes=30)
MOMENTS = st.timedeltas(timedelta(0), timedelta(hours=9)).map(lambda passed: START + passed) | st.timedeltas(
    -HALF_HOUR, HALF_HOUR
).map(lambda passed: CLOSE + passed)


async def closes(
    source: CandleSource, instrument: Instrument, timeframe: Timeframe, now: datetime
) -> dict[int, float]:
    """Of a run at the last full minute, as a schedule would start it: the closes by their candles' labels."""
    as_of = now.replace(second=0, microsecond=0)
    request = CandleRequest(instrument=instrument, timeframe=timeframe, as_of=as_of, count=3)
    try:
        fetched = await source.fetch(request)
    except NotSettled:
        return {}
    assert fetched.close_ms <= epoch_ms(as_of)
    return dict(zip(fetched.candles.ts_ms, fetched.candles.close, strict=True))


def test_rule_never_leaks_in_ten_thousand_answers() -> None:
    """The closing rule alone: the venue's time is asked first, its rows come up to two seconds later."""
    chance = random.Random(20261120)
    for _ in range(10_000):
        timeframe = chance.choice(list(Timeframe)[:-1])
        step_ms = timeframe.duration // timedelta(milliseconds=1)
        now_ms = epoch_ms(START) + chance.randrange(step_ms)
        answered_ms = now_ms + chance.randrange(2_000)
        opens = range(now_ms // step_ms * step_ms - 3 * step_ms, answered_ms + 1, step_ms)
        rows = [Candle(ts, ts + step_ms, *binance_format.candle(ts, step_ms, answered_ms)) for ts in opens]
        closing = Closing(from_ms(now_ms), timedelta(seconds=5))
        got = settled_only(rows, timeframe, closing)
        assert got == {ts: binance_format.final_candle(ts, step_ms) for ts in got}


def settled_only(rows: list[Candle], timeframe: Timeframe, closing: Closing) -> dict[int, tuple[float, ...]]:
    request = CandleRequest(instrument=BTC, timeframe=timeframe, as_of=closing.venue_now, count=3)
    try:
        got = closed_candles(rows, request, closing, source="test").candles
    except NotSettled:
        return {}
    columns = got.open, got.high, got.low, got.close, got.volume, got.taker_buy or ()
    return dict(zip(got.ts_ms, zip(*columns, strict=True), strict=True))


def test_binance_never_leaks_a_growing_candle(binance: FakeVenue) -> None:
    with asyncio.Runner() as runner:
        source = CcxtSource("binance", SystemClock(), exchange_config(binance.url))

        @settings(max_examples=FETCHES, deadline=None)
        @given(now=MOMENTS, timeframe=st.sampled_from(Timeframe))
        def never_leaks(now: datetime, timeframe: Timeframe) -> None:
            binance.script(now_ms=epoch_ms(now))
            step_ms = timeframe.duration // timedelta(milliseconds=1)
            got = runner.run(closes(source, BTC, timeframe, now))
            assert got == {ts: pytest.approx(binance_format.final_candle(ts, step_ms)[3]) for ts in got}

        never_leaks()
        runner.run(source.aclose())


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_yahoo_never_leaks_a_growing_candle(yahoo: FakeVenue) -> None:
    with asyncio.Runner() as runner:
        clock = FrozenClock(START)
        source = YFinanceSource(clock, yahoo.url)

        @settings(max_examples=60, deadline=None)
        @given(now=MOMENTS, timeframe=st.sampled_from([Timeframe.M1, Timeframe.H1, Timeframe.D1]))
        def never_leaks(now: datetime, timeframe: Timeframe) -> None:
            clock.at = now
            yahoo.script(now_s=epoch_ms(now) // 1000)
            got = runner.run(closes(source, AAPL, timeframe, now))
            assert got == {ts: yahoo_close(ts, timeframe) for ts in got}

        never_leaks()
        runner.run(source.aclose())


def yahoo_close(ts_ms: int, timeframe: Timeframe) -> float:
    """Of a day the venue names the session's open, we its date."""
    daily = timeframe is Timeframe.D1
    open_s = yahoo_format.session(from_ms(ts_ms).date())[0] if daily else ts_ms // 1000
    return yahoo_format.final_candle(open_s, timeframe.duration // timedelta(seconds=1))[3]
