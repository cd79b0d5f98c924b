"""Moscow's venues serve a last candle that grows, and tell it late: only settled candles get through."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from maxsignal_common.clock import SystemClock
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_ingest.sources.moex import MoexSource
from maxsignal_ingest.sources.protocol import CandleRequest, CandleSource, NotSettled
from maxsignal_ingest.sources.tinvest import TInvestSource
from tests.contracts.sources.test_tinvest import SBER, InMemoryFigis
from tests.contracts.sources.venue import FakeVenue
from tests.fakes.moscow import DAY_MS, HOUR_MS, MINUTE_MS, OFFSET_MS, begins, final_candle
from tests.fakes.tinvest import TOKEN

START = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
# Any moment from before the closing auction to the next day's main session, each of them by the second.
MOMENTS = st.integers(0, 16 * 3600).map(lambda passed: START + timedelta(seconds=passed))
PARTS_MS = {
    Timeframe.M5: MINUTE_MS,
    Timeframe.M15: MINUTE_MS,
    Timeframe.M30: 10 * MINUTE_MS,
    Timeframe.H4: HOUR_MS,
}
NATIVE = (Timeframe.M1, Timeframe.H1, Timeframe.D1)
# A tape that stands still for longer than an hour is taken for a share that is not traded.
LAGS = st.integers(0, 59).map(lambda minutes: minutes * MINUTE_MS)


async def closes(source: CandleSource, timeframe: Timeframe, now: datetime) -> dict[int, float]:
    """Of a run at the last full minute, as a schedule would start it: the closes by their candles' labels."""
    as_of = now.replace(second=0)
    request = CandleRequest(instrument=SBER, timeframe=timeframe, as_of=as_of, count=3)
    try:
        fetched = await source.fetch(request)
    except NotSettled:
        return {}
    assert fetched.close_ms <= epoch_ms(as_of)
    return dict(zip(fetched.candles.ts_ms, fetched.candles.close, strict=True))


def final_close(ts_ms: int, timeframe: Timeframe) -> float:
    """Of a candle that is built, the close of its last part."""
    step_ms = timeframe.duration // timedelta(milliseconds=1)
    begin = ts_ms if step_ms == DAY_MS else ts_ms + OFFSET_MS
    if part_ms := PARTS_MS.get(timeframe):
        *_, begin = begins({}, begin, begin + step_ms - part_ms, part_ms)
    return final_candle(begin, part_ms or step_ms)[3]


def test_tinvest_never_leaks_a_growing_candle(tinvest: FakeVenue) -> None:
    with asyncio.Runner() as runner:
        clock, figis = SystemClock(), InMemoryFigis()
        source = TInvestSource(SecretStr(TOKEN), figis, clock, f"{tinvest.url}/rest")

        @settings(max_examples=60, deadline=None)
        @given(now=MOMENTS, timeframe=st.sampled_from(NATIVE), unlisted=st.booleans())
        def never_leaks(now: datetime, timeframe: Timeframe, *, unlisted: bool) -> None:
            tinvest.script(now_ms=epoch_ms(now), unlisted=unlisted)
            got = runner.run(closes(source, timeframe, now))
            assert got == {ts: final_close(ts, timeframe) for ts in got}

        never_leaks()
        runner.run(source.aclose())


def test_iss_never_leaks_a_candle_of_a_late_tape(moex: FakeVenue) -> None:
    with asyncio.Runner() as runner:
        source = MoexSource(SystemClock(), f"{moex.url}/iss")

        @settings(max_examples=100, deadline=None)
        @given(now=MOMENTS, timeframe=st.sampled_from([*NATIVE, *PARTS_MS]), lag_ms=LAGS)
        def never_leaks(now: datetime, timeframe: Timeframe, lag_ms: int) -> None:
            moex.script(now_ms=epoch_ms(now), lag_ms=lag_ms)
            got = runner.run(closes(source, timeframe, now))
            assert got == {ts: final_close(ts, timeframe) for ts in got}

        never_leaks()
        runner.run(source.aclose())
