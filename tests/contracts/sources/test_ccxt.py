"""Exchanges of ccxt, read raw and unified, keep the contract against a server of its wire format."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import ClassVar, override

import pytest

from maxsignal_common.catalogue import BTC
from maxsignal_common.clock import FrozenClock, SystemClock
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_ingest.sources.ccxt import CcxtSource
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    BadCredentials,
    NotSettled,
    SourceUnavailable,
    UnknownSource,
    UnsupportedTimeframe,
)
from tests.contracts.sources.contract import Bound, NetworkContract
from tests.contracts.sources.venue import FakeVenue
from tests.fakes.binance import final_candle

NOW = datetime(2026, 11, 20, 9, 17, 31, tzinfo=UTC)
HOUR_MS = 3_600_000


def exchange_config(url: str) -> dict[str, object]:
    api = {"public": f"{url}/api/v3", "fapiPublic": f"{url}/fapi/v1"}
    return {"urls": {"api": api}, "enableRateLimit": False, "timeout_on_exit": 0}


def settled(ts_ms: int) -> tuple[float, ...]:
    return final_candle(ts_ms, HOUR_MS)[:5]


class CcxtContract(NetworkContract):
    exchange: ClassVar[str]
    symbol: ClassVar[str] = "BTC/USDT"
    klines_path: ClassVar[str] = "/api/v3/klines"
    chart = "klines"

    @pytest.fixture
    async def bound(self, binance: FakeVenue) -> AsyncIterator[Bound]:
        self.venue = binance
        bound = self.at(binance.url)
        self.script(bound)
        yield bound
        await bound.source.aclose()

    @pytest.fixture
    async def unreachable(self) -> AsyncIterator[Bound]:
        bound = self.at("http://127.0.0.1:9")
        yield bound
        await bound.source.aclose()

    def at(self, url: str) -> Bound:
        source = CcxtSource(self.exchange, SystemClock(), exchange_config(url), timedelta(seconds=2.1))
        instrument = BTC.model_copy(update={"id": self.symbol})
        return Bound(source, instrument, Timeframe.H1, Timeframe.H4, NOW, settled)

    @override
    def script(self, bound: Bound, **script: object) -> None:
        self.venue.script(**{"now_ms": epoch_ms(bound.now), **script})

    @override
    def move(self, bound: Bound, to: datetime) -> None:
        self.venue.script(now_ms=epoch_ms(to))

    @override
    def listed(self, bound: Bound) -> datetime:
        since = datetime(2026, 10, 1, 5, tzinfo=UTC)
        self.script(bound, since_ms=epoch_ms(since))
        return since

    @override
    async def test_unsupported_timeframe_is_refused(self, bound: Bound) -> None:
        # Binance has them all; this exchange has no candles of four hours.
        other = CcxtSource("gemini", SystemClock())
        with pytest.raises(UnsupportedTimeframe):
            await other.fetch(bound.request(timeframe=Timeframe.H4))

    async def test_growing_candle_is_dropped_and_counted(self, bound: Bound) -> None:
        fetched = await bound.fetch()
        assert fetched.unfinished_dropped == 1
        assert fetched.close_ms == epoch_ms(NOW.replace(minute=0, second=0))

    async def test_candle_closed_a_moment_ago_is_awaited(self, bound: Bound) -> None:
        hour = NOW.replace(minute=0, second=0)
        self.move(bound, hour + timedelta(seconds=2))
        with pytest.raises(NotSettled) as caught:
            await bound.fetch(as_of=hour)
        assert caught.value.retry_after == timedelta(seconds=3)

    async def test_time_is_asked_before_the_candles(self, bound: Bound) -> None:
        # Between the two answers the hour ends: its candle is served whole but not settled.
        before = NOW.replace(minute=59, second=58)
        self.venue.script(now_ms=epoch_ms(before) - 1000, tick_ms=2000)
        fetched = await bound.fetch(as_of=before)
        assert fetched.close_ms == epoch_ms(NOW.replace(minute=0, second=0))

    async def test_thousand_candles_page_back(self, bound: Bound) -> None:
        fetched = await bound.fetch(count=1000)
        assert len(fetched.candles) == 1000
        assert self.venue.seen().count(self.klines_path) == 2

    async def test_two_fetches_load_markets_once(self, bound: Bound) -> None:
        await asyncio.gather(bound.fetch(), bound.fetch())
        assert sum("exchangeInfo" in path for path in self.venue.seen()) == 1

    @pytest.mark.parametrize("path", ["exchangeInfo", "time"])
    async def test_other_json_may_be_asked_again(self, bound: Bound, path: str) -> None:
        self.script(bound, faults=[{"path": path, "status": 200, "body": "{}"}])
        with pytest.raises(SourceUnavailable):
            await bound.fetch()
        assert (await bound.fetch()).candles

    async def test_candle_off_the_grid_is_refused(self, bound: Bound) -> None:
        self.script(bound, spoil="off_grid")
        with pytest.raises(BadCandles):
            await bound.fetch()

    async def test_exchange_without_a_clock_uses_ours(self, bound: Bound) -> None:
        config = {**exchange_config(self.venue.url), "has": {"fetchTime": False}}
        source = CcxtSource(self.exchange, FrozenClock(NOW - timedelta(hours=2)), config)
        fetched = await source.fetch(bound.request())
        assert fetched.close_ms == epoch_ms(NOW.replace(hour=7, minute=0, second=0))
        await source.aclose()

    async def test_refused_key_is_final(self, bound: Bound) -> None:
        self.fail(bound, status=401, body='{"code": -2014, "msg": "API-key format invalid."}')
        with pytest.raises(BadCredentials):
            await bound.fetch()


class RawKlinesContract(CcxtContract):
    async def test_taker_buy_volume_survives(self, bound: Bound) -> None:
        candles = (await bound.fetch()).candles
        taker_buys = tuple(final_candle(ts, HOUR_MS)[5] for ts in candles.ts_ms)
        assert candles.taker_buy == pytest.approx(taker_buys)

    async def test_other_json_than_rows_may_be_asked_again(self, bound: Bound) -> None:
        self.fail(bound, status=200, body="{}")
        with pytest.raises(SourceUnavailable):
            await bound.fetch()


class TestBinanceSpot(RawKlinesContract):
    exchange = "binance"


class TestUnifiedCandles(CcxtContract):
    """Binance.US speaks the same format and is read the way any other exchange of ccxt is."""

    exchange = "binanceus"

    async def test_lack_of_taker_buy_volume_is_said(self, bound: Bound) -> None:
        assert (await bound.fetch()).candles.taker_buy is None


class TestBinanceFutures(RawKlinesContract):
    exchange = "binanceusdm"
    symbol = "BTC/USDT:USDT"
    klines_path = "/fapi/v1/klines"


def test_exchange_ccxt_lacks_is_refused() -> None:
    with pytest.raises(UnknownSource):
        CcxtSource("nosuch", SystemClock())
