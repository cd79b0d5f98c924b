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
    GeoBlocked,
    NotSettled,
    RateLimited,
    SourceUnavailable,
    UnknownSource,
    UnsupportedTimeframe,
)
from tests.contracts.sources.contract import Bound, NetworkContract
from tests.fakes.crypto import final_candle

NOW = datetime(2026, 11, 20, 9, 17, 31, tzinfo=UTC)
HOUR_MS = 3_600_000


def exchange_config(url: str) -> dict[str, object]:
    api = {"public": f"{url}/api/v3", "fapiPublic": f"{url}/fapi/v1", "dapiPublic": f"{url}/dapi/v1"}
    return {"urls": {"api": api}, "enableRateLimit": False, "timeout_on_exit": 0}


def settled(ts_ms: int) -> tuple[float, ...]:
    return final_candle(ts_ms, HOUR_MS)[:5]


class CcxtContract(NetworkContract):
    exchange: ClassVar[str]
    symbol: ClassVar[str] = "BTC/USDT"
    market_id: ClassVar[str] = "BTCUSDT"
    tick: ClassVar[str] = "0.01"
    since: ClassVar[datetime] = datetime(2026, 10, 1, 5, tzinfo=UTC)
    fake: ClassVar[str] = "binance"
    klines_path: ClassVar[str] = "/api/v3/klines"
    markets_path: ClassVar[str] = "exchangeInfo"
    time_path: ClassVar[str] = "/time"
    refused_key: ClassVar[tuple[int, str]] = (401, '{"code": -2014, "msg": "API-key format invalid."}')
    chart = "klines"

    @pytest.fixture
    async def bound(self, request: pytest.FixtureRequest) -> AsyncIterator[Bound]:
        self.venue = request.getfixturevalue(self.fake)
        bound = self.at(self.venue.url)
        self.script(bound)
        yield bound
        await bound.source.aclose()

    @pytest.fixture
    async def unreachable(self) -> AsyncIterator[Bound]:
        bound = self.at("http://127.0.0.1:9")
        yield bound
        await bound.source.aclose()

    def config(self, url: str) -> dict[str, object]:
        return exchange_config(url)

    def at(self, url: str) -> Bound:
        source = CcxtSource(self.exchange, SystemClock(), self.config(url), timedelta(seconds=2.1))
        instrument = BTC.model_copy(update={"id": self.symbol})
        return Bound(source, instrument, Timeframe.H1, Timeframe.H4, NOW, settled)

    @override
    def script(self, bound: Bound, **script: object) -> None:
        self.venue.script(**{"now_ms": epoch_ms(bound.now), **script})

    @override
    def move(self, bound: Bound, to: datetime) -> None:
        self.script(bound, now_ms=epoch_ms(to))

    @override
    def listed(self, bound: Bound) -> datetime:
        self.script(bound, since_ms=epoch_ms(self.since))
        return self.since

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
        assert sum(self.markets_path in path for path in self.venue.seen()) == 1

    @pytest.mark.parametrize("asked", ["markets", "time"])
    async def test_other_json_may_be_asked_again(self, bound: Bound, asked: str) -> None:
        path = self.markets_path if asked == "markets" else self.time_path
        self.script(bound, faults=[{"path": path, "status": 200, "body": "{}"}])
        with pytest.raises(SourceUnavailable):
            await bound.fetch()
        assert (await bound.fetch()).candles

    async def test_candle_off_the_grid_is_refused(self, bound: Bound) -> None:
        self.script(bound, spoil="off_grid")
        with pytest.raises(BadCandles):
            await bound.fetch()

    async def test_exchange_without_a_clock_uses_ours(self, bound: Bound) -> None:
        config = {**self.config(self.venue.url), "has": {"fetchTime": False}}
        source = CcxtSource(self.exchange, FrozenClock(NOW - timedelta(hours=2)), config)
        fetched = await source.fetch(bound.request())
        assert fetched.close_ms == epoch_ms(NOW.replace(hour=7, minute=0, second=0))
        await source.aclose()

    async def test_refused_key_is_final(self, bound: Bound) -> None:
        status, body = self.refused_key
        self.fail(bound, status=status, body=body)
        with pytest.raises(BadCredentials):
            await bound.fetch()

    async def test_silence_of_an_hour_is_no_end(self, bound: Bound) -> None:
        silent = epoch_ms(NOW) - 30 * HOUR_MS, epoch_ms(NOW) - 20 * HOUR_MS
        self.script(bound, silent_ms=silent)
        fetched = await bound.fetch(count=50)
        assert len(fetched.candles) == 50
        assert not any(silent[0] <= ts < silent[1] for ts in fetched.candles.ts_ms)

    async def test_exchanges_own_name_is_understood(self, bound: Bound) -> None:
        named = await bound.source.fetch(bound.request(instrument=self.market_id))
        assert named.candles == (await bound.fetch()).candles

    async def test_catalogue_has_the_exchanges_steps(self, bound: Bound) -> None:
        assert isinstance(bound.source, CcxtSource)
        listed = {found.id: found for found in await bound.source.instruments()}
        found = listed[self.symbol]
        assert (str(found.tick), found.source, found.enabled) == (self.tick, f"ccxt:{self.exchange}", False)
        assert (found.currency, found.exchange) == (
            self.symbol.split("/")[1].split(":")[0],
            self.exchange.upper(),
        )


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


class TestBinanceUS(RawKlinesContract):
    exchange = "binanceus"


class TestBinanceFutures(RawKlinesContract):
    exchange = "binanceusdm"
    symbol = "BTC/USDT:USDT"
    klines_path = "/fapi/v1/klines"


class TestBinanceCoinFutures(RawKlinesContract):
    exchange = "binancecoinm"
    symbol = "BTC/USD:BTC"
    market_id = "BTCUSD_PERP"
    klines_path = "/dapi/v1/klines"


class UnifiedContract(CcxtContract):
    async def test_lack_of_taker_buy_volume_is_said(self, bound: Bound) -> None:
        assert (await bound.fetch()).candles.taker_buy is None

    async def test_silence_of_several_pages_is_no_end(self, bound: Bound) -> None:
        silent = epoch_ms(NOW) - 180 * HOUR_MS, epoch_ms(NOW) - 20 * HOUR_MS
        self.script(bound, silent_ms=silent)
        assert len((await bound.fetch(count=50)).candles) == 50


class TestBybit(UnifiedContract):
    exchange = fake = "bybit"
    klines_path = "/v5/market/kline"
    markets_path = "instruments-info"
    refused_key = (200, '{"retCode": 10003, "retMsg": "API key is invalid."}')
    chart = "/kline"

    @override
    def config(self, url: str) -> dict[str, object]:
        return {
            "urls": {"api": {"public": url}},
            "options": {"fetchMarkets": {"types": ["spot"]}},
            "enableRateLimit": False,
        }

    async def test_asked_to_wait_in_a_good_answer(self, bound: Bound) -> None:
        self.fail(bound, status=200, body='{"retCode": 10006, "retMsg": "Too many visits!"}')
        with pytest.raises(RateLimited):
            await bound.fetch()

    async def test_country_blocked_at_the_edge_is_final(self, bound: Bound) -> None:
        page = (
            "<html>The Amazon CloudFront distribution is configured to block access from your country.</html>"
        )
        self.fail(bound, status=403, headers={"Content-Type": "text/html"}, body=page)
        with pytest.raises(GeoBlocked):
            await bound.fetch()


class TestKraken(UnifiedContract):
    """Keeps the newest 720 candles, the running one among them."""

    exchange = fake = "kraken"
    market_id = "XBTUSDT"
    tick = "0.1"
    since = datetime(2026, 10, 23, 5, tzinfo=UTC)
    klines_path = "/0/public/OHLC"
    markets_path = "AssetPairs"
    time_path = "/Time"
    refused_key = (200, '{"error": ["EAPI:Invalid key"]}')
    chart = "OHLC"

    @override
    def config(self, url: str) -> dict[str, object]:
        return {"urls": {"api": {"public": url}}, "enableRateLimit": False}

    @override
    async def test_thousand_candles_page_back(self, bound: Bound) -> None:
        assert len((await bound.fetch(count=1000)).candles) == 719

    async def test_asked_to_wait_in_a_good_answer(self, bound: Bound) -> None:
        self.fail(bound, status=200, body='{"error": ["EAPI:Rate limit exceeded"]}')
        with pytest.raises(RateLimited):
            await bound.fetch()


def test_exchange_ccxt_lacks_is_refused() -> None:
    with pytest.raises(UnknownSource):
        CcxtSource("nosuch", SystemClock())
