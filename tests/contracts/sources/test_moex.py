"""ISS keeps the contract against a server of its blocks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import override

import pytest

from maxsignal_common.clock import FrozenClock
from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_ingest.sources.moex import MoexSource
from maxsignal_ingest.sources.protocol import BadCandles, NoCandles, SourceUnavailable
from tests.contracts.sources.contract import Bound, NetworkContract
from tests.contracts.sources.test_tinvest import SBER
from tests.contracts.sources.venue import FakeVenue
from tests.fakes.moscow import DAY_MS, MINUTE_MS, OFFSET_MS, final_candle

SHARE = SBER.model_copy(update={"source": "moex"})
# A Friday in the main session, half an hour into an hour.
NOW = datetime(2026, 11, 20, 9, 31, 7, tzinfo=UTC)


def shares(ts_ms: int, step_ms: int) -> tuple[float, ...]:
    moscow_ms = ts_ms if step_ms == DAY_MS else ts_ms + OFFSET_MS
    open_, high, low, close, lots, _ = final_candle(moscow_ms, step_ms)
    return open_, high, low, close, lots * 10


def settled(ts_ms: int) -> tuple[float, ...]:
    return shares(ts_ms, DAY_MS)


class TestMoex(NetworkContract):
    chart = "candles.json"

    @pytest.fixture
    async def bound(self, moex: FakeVenue) -> AsyncIterator[Bound]:
        self.venue = moex
        bound = self.at(moex.url)
        self.script(bound)
        yield bound
        await bound.source.aclose()

    @pytest.fixture
    async def unreachable(self) -> AsyncIterator[Bound]:
        bound = self.at("http://127.0.0.1:9")
        yield bound
        await bound.source.aclose()

    def at(self, url: str) -> Bound:
        # Were the venue silent about the time, every candle would be unfinished.
        clock = FrozenClock(NOW - timedelta(days=3650))
        source = MoexSource(clock, f"{url}/iss", timedelta(seconds=2.1))
        return Bound(source, SHARE, Timeframe.D1, Timeframe.H4, NOW, settled)

    @override
    def script(self, bound: Bound, **script: object) -> None:
        self.venue.script(**{"now_ms": epoch_ms(bound.now), **script})

    @override
    def move(self, bound: Bound, to: datetime) -> None:
        self.venue.script(now_ms=epoch_ms(to))

    @override
    def listed(self, bound: Bound) -> datetime:
        since = datetime(2026, 10, 1, 3, tzinfo=UTC)
        self.script(bound, since_ms=epoch_ms(since))
        return since

    @override
    async def test_unsupported_timeframe_is_refused(self, bound: Bound) -> None:
        """Every timeframe is there, natively or built: see `test_every_timeframe_pages_back`."""

    async def test_running_day_is_dropped_and_counted(self, bound: Bound) -> None:
        fetched = await bound.fetch()
        assert fetched.unfinished_dropped == 1
        assert from_ms(fetched.candles.ts_ms[-1]) == datetime(2026, 11, 19, tzinfo=UTC)
        assert from_ms(fetched.close_ms) == datetime(2026, 11, 19, 21, tzinfo=UTC)

    async def test_prices_are_as_traded_with_splits(self, bound: Bound) -> None:
        rows = [["2024-07-15", "SBER", 5000, 1], ["2026-11-02", "SBER", 1, 10], ["2026-11-02", "GAZP", 1, 2]]
        self.script(bound, splits=rows)
        fetched = await bound.fetch()
        assert fetched.adjustment == "none"
        assert [(from_ms(s.ts_ms).date().isoformat(), s.ratio) for s in fetched.splits] == [
            ("2024-07-15", Decimal("0.0002")),
            ("2026-11-02", Decimal(10)),
        ]

    async def test_candles_without_splits_are_not_given(self, bound: Bound) -> None:
        self.script(bound, faults=[{"path": "splits", "status": 503}])
        with pytest.raises(SourceUnavailable):
            await bound.fetch()

    async def test_taker_volume_is_not_told(self, bound: Bound) -> None:
        assert (await bound.fetch()).candles.taker_buy is None

    @pytest.mark.parametrize("timeframe", list(Timeframe))
    async def test_every_timeframe_pages_back(self, bound: Bound, timeframe: Timeframe) -> None:
        fetched = await bound.source.fetch(bound.request(timeframe=timeframe, count=60))
        assert len(fetched.candles) == 60
        oldest = NOW - 2 * timeframe.duration - timedelta(minutes=21)
        assert oldest < from_ms(fetched.close_ms) <= NOW - timedelta(minutes=20)

    async def test_thousand_days_take_three_pages(self, bound: Bound) -> None:
        assert len((await bound.fetch(count=1000)).candles) == 1000
        assert self.venue.seen().count(f"/iss/{self.candles_path()}") == 3

    def candles_path(self) -> str:
        return "engines/stock/markets/shares/boards/TQBR/securities/SBER/candles.json"

    async def test_quarters_are_made_of_their_minutes(self, bound: Bound) -> None:
        got = (await bound.source.fetch(bound.request(timeframe="M15", count=40))).candles
        parts = [[shares(ts + n * MINUTE_MS, MINUTE_MS) for n in range(15)] for ts in got.ts_ms[-9:]]
        assert got.open[-9:] == tuple(part[0][0] for part in parts)
        assert got.high[-9:] == tuple(max(row[1] for row in part) for part in parts)
        assert got.close[-9:] == tuple(part[-1][3] for part in parts)
        assert got.volume[-9:] == tuple(sum(row[4] for row in part) for part in parts)

    async def test_four_hours_follow_moscows_clock(self, bound: Bound) -> None:
        got = (await bound.source.fetch(bound.request(timeframe="H4", count=50))).candles
        assert {(from_ms(ts).hour + 3) % 24 for ts in got.ts_ms} == {4, 8, 12, 16, 20}

    async def test_weekend_sessions_are_days_of_their_own(self, bound: Bound) -> None:
        self.script(bound, traded=["2026-11-14", "2026-11-15"])
        days = [from_ms(ts).day for ts in (await bound.fetch(count=6)).candles.ts_ms]
        assert days == [14, 15, 16, 17, 18, 19]

    async def test_late_tape_is_not_taken_for_whole(self, bound: Bound) -> None:
        # At 09:31 UTC the hour of eight ended long ago, but the tape stands at 08:48.
        self.script(bound, lag_ms=43 * MINUTE_MS)
        fetched = await bound.source.fetch(bound.request(timeframe="H1"))
        assert from_ms(fetched.close_ms) == NOW.replace(hour=8, minute=0, second=0)
        assert fetched.complete_to_ms < epoch_ms(NOW.replace(minute=0, second=0))

    async def test_hour_that_ended_early_counts_an_hour_later(self, bound: Bound) -> None:
        self.script(bound, now_ms=epoch_ms(NOW + timedelta(minutes=30)), lag_ms=73 * MINUTE_MS)
        fetched = await bound.source.fetch(bound.request(timeframe="H1", as_of=NOW))
        assert from_ms(fetched.close_ms) == NOW.replace(minute=0, second=0)

    async def test_order_that_is_ignored_is_refused(self, bound: Bound) -> None:
        self.script(bound, ascending=True)
        with pytest.raises(BadCandles, match="newest first"):
            await bound.fetch()

    async def test_known_share_without_candles_says_so(self, bound: Bound) -> None:
        self.script(bound, since_ms=epoch_ms(NOW))
        with pytest.raises(NoCandles):
            await bound.fetch(as_of=NOW - timedelta(days=30))

    async def test_other_status_may_be_asked_again(self, bound: Bound) -> None:
        self.fail(bound, status=403, body="{}")
        with pytest.raises(SourceUnavailable):
            await bound.fetch()

    async def test_catalogue_lists_the_main_board(self, bound: Bound) -> None:
        assert isinstance(bound.source, MoexSource)
        listed = await bound.source.instruments()
        assert [share.id for share in listed] == ["SBER", "GAZP", "LKOH"]
        sber = listed[0]
        assert (str(sber.tick), str(sber.lot), sber.currency, sber.enabled) == ("0.01", "10", "RUB", False)
        assert (sber.source, sber.exchange, sber.time_zone) == ("moex", "MOEX", "Europe/Moscow")

    async def test_board_without_shares_is_not_believed(self, bound: Bound) -> None:
        empty = '{"securities": {"columns": ["SECID", "SHORTNAME"], "data": []}}'
        self.script(bound, faults=[{"path": "TQBR/securities.json", "status": 200, "body": empty}])
        assert isinstance(bound.source, MoexSource)
        with pytest.raises(SourceUnavailable):
            await bound.source.instruments()

    async def test_gaps_are_those_of_the_exchanges_days(self, bound: Bound) -> None:
        # Of two days without candles the exchange says that one was not traded; Saturdays trade by the rule.
        self.script(
            bound,
            shut=["2026-11-17", "2026-11-18"],
            dailytable=[["2026-11-17", 0, None, None]],
            timetable=[[day, int(day < 7), "06:50:00", "23:50:00"] for day in range(1, 8)],
            admitted=["WEEKENDSESSION"],
        )
        missing = (await bound.fetch(count=5)).missing
        assert missing is not None
        assert [(from_ms(gap.first_ms).day, gap.bars) for gap in missing] == [(14, 1), (18, 1)]

    @pytest.mark.parametrize(("admitted", "bars"), [([], 9), (["EVENINGSESSION"], 14)])
    async def test_evening_is_expected_of_those_admitted(
        self, bound: Bound, admitted: list[str], bars: int
    ) -> None:
        self.script(bound, admitted=admitted, shut=["2026-11-17", "2026-11-18"])
        missing = (await bound.source.fetch(bound.request(timeframe="H1", count=60))).missing
        assert missing is not None
        assert sum(gap.bars for gap in missing) == 2 * bars

    async def test_schedule_is_asked_for_once(self, bound: Bound) -> None:
        await bound.fetch()
        await bound.fetch()
        assert self.venue.seen().count("/iss/engines/stock.json") == 1

    @pytest.mark.parametrize("path", ["engines/stock.json", "iss/securities/SBER.json"])
    async def test_schedule_that_fails_leaves_gaps_open(self, bound: Bound, path: str) -> None:
        self.script(bound, faults=[{"path": path, "status": 503}])
        assert (await bound.fetch()).missing is None
        assert (await bound.fetch()).missing is not None
