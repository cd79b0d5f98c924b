"""Yahoo through yfinance keeps the contract against a server of its chart format."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import override

import pytest

from maxsignal_common.catalogue import AAPL
from maxsignal_common.clock import FrozenClock
from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    NoCandles,
    NotSettled,
    SourceUnavailable,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.yfinance import YFinanceSource
from tests.contracts.sources.contract import Bound, NetworkContract
from tests.contracts.sources.venue import FakeVenue
from tests.fakes.yahoo import final_candle, session

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")

# A Friday, two hours into the session of New York.
NOW = datetime(2026, 11, 20, 16, 31, 7, tzinfo=UTC)


def settled(ts_ms: int) -> tuple[float, ...]:
    return final_candle(session(from_ms(ts_ms).date())[0], 86_400)


class TestYahoo(NetworkContract):
    chart = "/v8/finance/chart"

    @pytest.fixture
    async def bound(self, yahoo: FakeVenue) -> AsyncIterator[Bound]:
        self.venue, self.clock = yahoo, FrozenClock(NOW)
        bound = self.at(yahoo.url)
        self.script(bound)
        yield bound
        await bound.source.aclose()

    @pytest.fixture
    async def unreachable(self) -> AsyncIterator[Bound]:
        self.clock = FrozenClock(NOW)
        bound = self.at("http://127.0.0.1:9")
        yield bound
        await bound.source.aclose()

    def at(self, url: str) -> Bound:
        source = YFinanceSource(self.clock, url, time_limit=timedelta(seconds=2.1))
        return Bound(source, AAPL, Timeframe.D1, Timeframe.H4, NOW, settled)

    @override
    def script(self, bound: Bound, **script: object) -> None:
        self.venue.script(**{"now_s": epoch_ms(bound.now) // 1000, **script})

    @override
    def move(self, bound: Bound, to: datetime) -> None:
        self.clock.at = to
        self.script(bound, now_s=epoch_ms(to) // 1000)

    @override
    def listed(self, bound: Bound) -> datetime:
        since = datetime(2026, 10, 1, 13, 30, tzinfo=UTC)
        self.script(bound, since_s=epoch_ms(since) // 1000)
        return since

    async def test_live_row_of_the_day_is_dropped(self, bound: Bound) -> None:
        fetched = await bound.fetch()
        assert fetched.unfinished_dropped == 1
        assert from_ms(fetched.candles.ts_ms[-1]) == datetime(2026, 11, 19, tzinfo=UTC)
        assert from_ms(fetched.close_ms) == datetime(2026, 11, 19, 21, tzinfo=UTC)

    async def test_trouble_with_the_cookie_is_no_failure(self, bound: Bound) -> None:
        self.script(bound, faults=[{"path": "getcrumb", "status": 429}, {"path": "getcrumb", "drop": True}])
        assert (await bound.fetch()).candles
        # yfinance keeps the words of the refusal for a crumb.
        assert (await bound.fetch()).candles

    async def test_crumb_that_ran_out_is_renewed(self, bound: Bound) -> None:
        await bound.fetch()
        self.script(bound, crumb="b.crumb")
        assert (await bound.fetch()).candles
        assert len([path for path in self.venue.seen() if self.chart in path]) <= 4

    async def test_refusal_of_every_crumb_may_be_asked_again(self, bound: Bound) -> None:
        self.script(bound, faults=[{"path": self.chart, "status": 401}] * 6)
        with pytest.raises(SourceUnavailable):
            await bound.fetch()
        self.script(bound)
        assert (await bound.fetch()).candles

    @pytest.mark.parametrize(
        "chart",
        [
            {"result": None, "error": None},
            {"result": [{"meta": {}}], "error": None},
            {
                "result": [{"meta": {}, "timestamp": [1, 2], "indicators": {"quote": [{"open": [1]}]}}],
                "error": None,
            },
            {"error": None},
        ],
    )
    async def test_chart_without_a_chart_is_refused(self, bound: Bound, chart: dict[str, object]) -> None:
        self.fail(bound, status=200, body=json.dumps({"chart": chart}))
        with pytest.raises(BadCandles):
            await bound.fetch()

    async def test_minute_off_its_grid_is_refused(self, bound: Bound) -> None:
        self.script(bound, spoil="off_grid")
        with pytest.raises(BadCandles):
            await bound.source.fetch(bound.request(timeframe=Timeframe.M5))

    @pytest.mark.parametrize(("minute", "day"), [(0, 19), (18, 19), (20, 20)])
    async def test_day_counts_twenty_minutes_after_it(self, bound: Bound, minute: int, day: int) -> None:
        at = datetime(2026, 11, 20, 21, minute, tzinfo=UTC)
        self.move(bound, at)
        fetched = await bound.fetch(as_of=at)
        assert from_ms(fetched.candles.ts_ms[-1]).day == day

    async def test_last_minute_of_grace_is_awaited(self, bound: Bound) -> None:
        at = datetime(2026, 11, 20, 21, 19, 30, tzinfo=UTC)
        self.move(bound, at)
        with pytest.raises(NotSettled):
            await bound.fetch(as_of=at)

    @pytest.mark.parametrize("timeframe", ["M1", "M5", "M15", "H1"])
    async def test_intraday_candles_are_the_settled_ones(self, bound: Bound, timeframe: str) -> None:
        request = bound.request(timeframe=timeframe)
        fetched = await bound.source.fetch(request)
        step = request.timeframe.duration // timedelta(seconds=1)
        opens = [final_candle(ts // 1000, step)[0] for ts in fetched.candles.ts_ms]
        assert list(fetched.candles.open) == opens
        assert NOW - timedelta(minutes=20) - 2 * request.timeframe.duration < from_ms(fetched.close_ms)
        assert from_ms(fetched.close_ms) <= NOW - timedelta(minutes=20)

    async def test_half_hours_are_made_of_quarters(self, bound: Bound) -> None:
        got = (await bound.source.fetch(bound.request(timeframe=Timeframe.M30))).candles
        first = [final_candle(ts // 1000, 900) for ts in got.ts_ms]
        second = [final_candle(ts // 1000 + 900, 900) for ts in got.ts_ms]
        assert list(got.open) == [candle[0] for candle in first]
        assert list(got.close) == [candle[3] for candle in second]

    async def test_last_hour_of_a_day_ends_with_it(self, bound: Bound) -> None:
        as_of = datetime(2026, 11, 19, 21, tzinfo=UTC)
        fetched = await bound.source.fetch(bound.request(timeframe=Timeframe.H1, as_of=as_of))
        assert from_ms(fetched.candles.ts_ms[-1]) == as_of - timedelta(minutes=30)
        assert from_ms(fetched.close_ms) == as_of

    async def test_last_trade_before_a_halt_is_no_candle(self, bound: Bound) -> None:
        halted = NOW.replace(hour=15, minute=3, second=12)
        self.script(bound, halted_s=epoch_ms(halted) // 1000)
        fetched = await bound.source.fetch(bound.request(timeframe=Timeframe.M1))
        assert from_ms(fetched.close_ms) == halted.replace(second=0)
        assert fetched.unfinished_dropped == 1

    async def test_share_halted_for_a_year_has_no_candles(self, bound: Bound) -> None:
        self.script(bound, halted_s=epoch_ms(NOW - timedelta(days=365)) // 1000)
        with pytest.raises(NoCandles):
            await bound.fetch(count=5)

    async def test_minutes_of_last_year_are_refused(self, bound: Bound) -> None:
        as_of = NOW - timedelta(days=365)
        with pytest.raises(NoCandles):
            await bound.source.fetch(bound.request(timeframe=Timeframe.M1, as_of=as_of))
        assert self.venue.seen() == []

    @override
    async def test_unsupported_timeframe_is_refused(self, bound: Bound) -> None:
        # Yahoo has them all where the hours of the exchange are known.
        athens = bound.instrument.model_copy(update={"exchange": "ATHEX"})
        request = bound.request(timeframe=Timeframe.H4).model_copy(update={"instrument": athens})
        with pytest.raises(UnsupportedTimeframe):
            await bound.source.fetch(request)

    async def test_row_without_prices_is_a_missing_bar(self, bound: Bound) -> None:
        self.script(bound, spoil="empty")
        sound = await bound.fetch(count=49)
        assert from_ms(sound.candles.ts_ms[-1]).day == 18

    async def test_four_hours_are_made_of_hours(self, bound: Bound) -> None:
        as_of = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)
        hours = (await bound.source.fetch(bound.request(timeframe="H1", as_of=as_of, count=7))).candles
        got = await bound.source.fetch(bound.request(timeframe="H4", as_of=as_of, count=2))
        assert got.candles.ts_ms == (hours.ts_ms[0], hours.ts_ms[4])
        assert got.candles.close == (hours.close[3], hours.close[6])
        assert got.candles.volume == (sum(hours.volume[:4]), sum(hours.volume[4:]))
        assert from_ms(got.close_ms) == as_of

    async def test_running_week_is_dropped_and_counted(self, bound: Bound) -> None:
        fetched = await bound.source.fetch(bound.request(timeframe="W1", count=5))
        assert (len(fetched.candles), fetched.unfinished_dropped) == (5, 1)
        assert from_ms(fetched.candles.ts_ms[-1]) == datetime(2026, 11, 9, tzinfo=UTC)
        assert from_ms(fetched.close_ms) == datetime(2026, 11, 13, 21, tzinfo=UTC)


class TestYahooSplits(TestYahoo):
    """Two splits: one inside the window, one after the run; Yahoo has both in every price."""

    INSIDE = datetime(2026, 10, 20, 13, 30, tzinfo=UTC)
    AFTER = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)

    @override
    def script(self, bound: Bound, **script: object) -> None:
        splits = [[epoch_ms(self.INSIDE) // 1000, 4, 1], [epoch_ms(self.AFTER) // 1000, 3, 2]]
        super().script(bound, **{"splits": splits, **script})

    async def test_split_on_a_day_without_prices_is_told(self, bound: Bound) -> None:
        # yfinance keeps such a row, for the split it carries.
        day = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
        self.script(bound, spoil="empty", splits=[[epoch_ms(day) // 1000, 4, 1]])
        fetched = await bound.fetch()
        assert from_ms(fetched.candles.ts_ms[-1]).day == 18
        assert [from_ms(split.ts_ms).day for split in fetched.splits] == [19]

    async def test_splits_are_told_with_their_day(self, bound: Bound) -> None:
        splits = (await bound.fetch(as_of=datetime(2026, 11, 10, tzinfo=UTC))).splits
        told = [(from_ms(split.ts_ms), split.ratio) for split in splits]
        assert told == [
            (datetime(2026, 10, 20, tzinfo=UTC), Decimal(4)),
            (datetime(2026, 11, 18, tzinfo=UTC), Decimal("1.5")),
        ]
