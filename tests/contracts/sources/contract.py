"""What every candle source promises, written once; each adapter's module binds it to its venue."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from maxsignal_common.market import Instrument, Timeframe, from_ms
from maxsignal_ingest.sources.protocol import (
    AsOfBeforeData,
    BadCandles,
    CandleRequest,
    CandleSource,
    FetchedCandles,
    GeoBlocked,
    NoCandles,
    RateLimited,
    SourceUnavailable,
    UnknownInstrument,
    UnsupportedTimeframe,
)
from tests.contracts.sources.venue import FakeVenue

DAY = timedelta(days=1)
WEB_PAGE = {"headers": {"Content-Type": "text/html"}, "body": "<html>back soon</html>"}


@dataclass
class Bound:
    """A source at its venue, whose time is `now`."""

    source: CandleSource
    instrument: Instrument
    timeframe: Timeframe
    unsupported: Timeframe
    now: datetime
    # Open, high, low, close, volume of the candle that is labelled with these milliseconds, once settled.
    settled: Callable[[int], tuple[float, ...]]

    async def fetch(self, *, as_of: datetime | None = None, count: int = 50) -> FetchedCandles:
        return await self.source.fetch(self.request(as_of=as_of, count=count))

    def request(
        self, *, as_of: datetime | None = None, count: int = 50, instrument: str = "", timeframe: str = ""
    ) -> CandleRequest:
        return CandleRequest(
            instrument=self.instrument.model_copy(update={"id": instrument or self.instrument.id}),
            timeframe=Timeframe(timeframe or self.timeframe),
            as_of=as_of or self.now,
            count=count,
        )


class SourceContract(ABC):
    """Holds for every source."""

    @abstractmethod
    def move(self, bound: Bound, to: datetime) -> None:
        """Lets the venue's time pass."""

    @abstractmethod
    def listed(self, bound: Bound) -> datetime:
        """Makes the venue's first candle open now at the earliest; says when."""

    async def test_newest_closed_candles_oldest_first(self, bound: Bound) -> None:
        fetched = await bound.fetch(count=50)
        times = fetched.candles.ts_ms
        assert len(times) == 50
        assert list(times) == sorted(set(times))
        assert bound.now - 5 * DAY < from_ms(fetched.close_ms) <= bound.now

    async def test_candles_are_the_settled_ones(self, bound: Bound) -> None:
        got = (await bound.fetch()).candles
        rows = zip(got.open, got.high, got.low, got.close, got.volume, strict=True)
        assert list(rows) == [pytest.approx(bound.settled(ts)) for ts in got.ts_ms]

    async def test_same_as_of_gives_the_same_later(self, bound: Bound) -> None:
        first = await bound.fetch(as_of=bound.now - DAY)
        self.move(bound, bound.now + 10 * DAY)
        assert (await bound.fetch(as_of=bound.now - DAY)).candles.sha256() == first.candles.sha256()

    async def test_no_candle_closes_after_as_of(self, bound: Bound) -> None:
        as_of = bound.now - 7 * DAY - timedelta(hours=3, minutes=7)
        close = from_ms((await bound.fetch(as_of=as_of)).close_ms)
        assert as_of - 5 * DAY < close <= as_of

    async def test_young_listing_gives_all_it_has(self, bound: Bound) -> None:
        since = self.listed(bound)
        fetched = await bound.fetch(as_of=since + 12 * DAY, count=1000)
        assert from_ms(fetched.candles.ts_ms[0]).date() == since.date()
        assert 5 < len(fetched.candles) < 1000

    async def test_as_of_before_the_listing_is_refused(self, bound: Bound) -> None:
        since = self.listed(bound)
        with pytest.raises((AsOfBeforeData, NoCandles)):
            await bound.fetch(as_of=since - 2 * DAY)

    async def test_unknown_instrument_is_refused(self, bound: Bound) -> None:
        with pytest.raises(UnknownInstrument):
            await bound.source.fetch(bound.request(instrument="NOSUCH"))

    async def test_unsupported_timeframe_is_refused(self, bound: Bound) -> None:
        with pytest.raises(UnsupportedTimeframe):
            await bound.source.fetch(bound.request(timeframe=bound.unsupported))


class NetworkContract(SourceContract):
    """Holds for every source that asks over a network; `chart` is part of its candles' path."""

    venue: FakeVenue
    chart: str

    @abstractmethod
    def script(self, bound: Bound, **script: object) -> None:
        """Replaces the venue's script, keeping its time."""

    def fail(self, bound: Bound, **fault: object) -> None:
        # Twice: clients quietly repeat a request whose kept-alive connection was closed under it.
        self.script(bound, faults=[{"path": self.chart, **fault}] * 2)

    @pytest.mark.parametrize("status", [418, 429])
    async def test_asked_to_wait_says_how_long(self, bound: Bound, status: int) -> None:
        self.fail(bound, status=status, headers={"Retry-After": "7"})
        with pytest.raises(RateLimited) as caught:
            await bound.fetch()
        assert caught.value.retry_after == timedelta(seconds=7)

    async def test_blocked_country_is_final(self, bound: Bound) -> None:
        self.fail(bound, status=451)
        with pytest.raises(GeoBlocked):
            await bound.fetch()

    @pytest.mark.parametrize(
        "fault",
        [
            {"status": 500},
            {"status": 503},
            {"status": 200, **WEB_PAGE},
            {"status": 403, **WEB_PAGE},
            {"status": 200, "body": ""},
            {"status": 200, "body": "null"},
            {"status": 200, "body": '{"truncated": ['},
            {"drop": True},
            {"delay": 5},
            {"drip": 0.1},
        ],
        ids=lambda fault: "-".join(str(value) for value in fault.values())[:20],
    )
    async def test_venue_failing_may_be_asked_again(self, bound: Bound, fault: dict[str, object]) -> None:
        self.fail(bound, **fault)
        with pytest.raises(SourceUnavailable):
            await bound.fetch()
        self.script(bound)
        assert len((await bound.fetch()).candles) == 50

    async def test_all_too_slow_may_be_asked_again(self, bound: Bound) -> None:
        self.script(bound, faults=[{"path": "/", "delay": 0.6}] * 9)
        with pytest.raises(SourceUnavailable):
            await bound.fetch(count=1000)

    async def test_nobody_listening_may_be_asked_again(self, unreachable: Bound) -> None:
        with pytest.raises(SourceUnavailable):
            await unreachable.fetch()

    @pytest.mark.parametrize("spoil", ["null", "inverted", "negative_volume", "not_a_number"])
    async def test_rows_that_cannot_be_are_refused(self, bound: Bound, spoil: str) -> None:
        self.script(bound, spoil=spoil)
        with pytest.raises(BadCandles):
            await bound.fetch()

    async def test_answer_without_rows_is_no_candles(self, bound: Bound) -> None:
        self.script(bound, spoil="nothing")
        with pytest.raises(NoCandles):
            await bound.fetch()

    async def test_lost_candle_is_never_filled(self, bound: Bound) -> None:
        sound = (await bound.fetch()).candles
        self.script(bound, spoil="lost")
        got = (await bound.fetch()).candles
        lost = {ts for ts in sound.ts_ms if ts not in got.ts_ms}
        assert lost
        assert all(ts in sound.ts_ms or ts < sound.ts_ms[0] for ts in got.ts_ms)

    @pytest.mark.parametrize("spoil", ["duplicated", "unsorted"])
    async def test_disordered_rows_never_get_through(self, bound: Bound, spoil: str) -> None:
        sound = await bound.fetch()
        self.script(bound, spoil=spoil)
        try:
            got = (await bound.fetch()).candles
        except BadCandles:
            return
        assert got == sound.candles
