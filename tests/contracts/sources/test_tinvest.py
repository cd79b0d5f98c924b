"""T-Invest keeps the contract against a server of its REST gateway."""

import logging
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import override

import pytest
from pydantic import SecretStr

from maxsignal_common.clock import FrozenClock
from maxsignal_common.market import Instrument, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.sources.protocol import (
    BadCredentials,
    NotSettled,
    RateLimited,
    SourceUnavailable,
    UnknownInstrument,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.tinvest import TInvestSource
from maxsignal_ingest.sources.tinvest_gateway import trusting
from tests.contracts.sources.contract import Bound, NetworkContract
from tests.contracts.sources.venue import FakeVenue
from tests.fakes.moscow import HOUR_MS, MINUTE_MS, OFFSET_MS, final_candle
from tests.fakes.tinvest import TOKEN

SBER = Instrument(
    id="SBER",
    name="Sberbank",
    source="tinvest",
    exchange="MOEX",
    currency="RUB",
    tick=Decimal("0.01"),
    lot=Decimal(10),
    time_zone="Europe/Moscow",
    enabled=False,
)
# A Friday in the main session, half an hour and a bit into an hour.
NOW = datetime(2026, 11, 20, 9, 31, 7, tzinfo=UTC)
HOUR = datetime(2026, 11, 20, 9, tzinfo=UTC)
STEP_MS = 30 * MINUTE_MS
# Signs nothing: its key was thrown away.
OWN_AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBSzCB8qADAgECAgEHMAoGCCqGSM49BAMCMCQxIjAgBgNVBAMMGU1heCBTaWdu
YWwgdGVzdCBhdXRob3JpdHkwIBcNMjYwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAw
MDBaMCQxIjAgBgNVBAMMGU1heCBTaWduYWwgdGVzdCBhdXRob3JpdHkwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAARkBl/VeS6mmGSrhpXeZs91lBdfk3CwYMrndTkk
pNKrZ0TCdBGFvWtQlKedQH6+adSgbgqhaj5bcI8sngL/RnnmoxMwETAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCSuGfEeEb9MpmdEXL8Wd2Zs2Sl
ln9FlGodSVDO15p/9QIgGRMY/axqImvJPgzsl+lt4D4u70SEMoKrC0csBcg02R0=
-----END CERTIFICATE-----
"""


class InMemoryFigis:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, instrument_id: str) -> str | None:
        return self.kept.get(instrument_id)

    async def keep(self, instrument_id: str, figi: str) -> None:
        self.kept[instrument_id] = figi


def settled(ts_ms: int) -> tuple[float, ...]:
    open_, high, low, close, lots, _ = final_candle(ts_ms + OFFSET_MS, STEP_MS)
    return open_, high, low, close, lots * 10


class TestTInvest(NetworkContract):
    chart = "GetCandles"

    @pytest.fixture
    async def bound(self, tinvest: FakeVenue) -> AsyncIterator[Bound]:
        self.venue, self.figis = tinvest, InMemoryFigis()
        bound = self.at(tinvest.url)
        self.script(bound)
        yield bound
        await bound.source.aclose()

    @pytest.fixture
    async def unreachable(self) -> AsyncIterator[Bound]:
        self.figis = InMemoryFigis()
        bound = self.at("http://127.0.0.1:9")
        yield bound
        await bound.source.aclose()

    def at(self, url: str, token: str = TOKEN) -> Bound:
        # Were the venue silent about the time, every candle would be unfinished.
        clock = FrozenClock(NOW - timedelta(days=3650))
        source = TInvestSource(SecretStr(token), self.figis, clock, f"{url}/rest", timedelta(seconds=2.1))
        return Bound(source, SBER, Timeframe.M30, Timeframe.H4, NOW, settled)

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
        # It has them all today; this is what it would say of one that it drops.
        self.refuse(bound, 400, code=3, own=30011)
        with pytest.raises(UnsupportedTimeframe):
            await bound.fetch()

    @override
    async def test_all_too_slow_may_be_asked_again(self, bound: Bound) -> None:
        # Four hours are made of hours, four times as many.
        self.script(bound, faults=[{"path": "/", "delay": 0.6}] * 9)
        with pytest.raises(SourceUnavailable, match="too long"):
            await bound.source.fetch(bound.request(timeframe="H4", count=1000))

    def refuse(self, bound: Bound, status: int, code: int, own: int | str, **headers: str) -> None:
        body = f'{{"code": {code}, "message": "no", "description": "{own}"}}'
        self.fail(bound, status=status, body=body, headers=headers)

    async def test_figi_is_found_once_and_kept(self, bound: Bound) -> None:
        await bound.fetch()
        await bound.fetch()
        assert self.figis.kept == {"SBER": "BBG00SBER000"}
        assert sum("FindInstrument" in path for path in self.venue.seen()) == 1

    async def test_figi_of_the_instrument_needs_no_search(self, bound: Bound) -> None:
        known = SBER.model_copy(update={"figi": "BBG00SBER000"})
        await bound.source.fetch(bound.request().model_copy(update={"instrument": known}))
        assert not any("FindInstrument" in path for path in self.venue.seen())

    async def test_other_lot_than_the_venues_is_refused(self, bound: Bound) -> None:
        single = SBER.model_copy(update={"lot": Decimal(1)})
        with pytest.raises(UnknownInstrument, match="lots of 10, not 1"):
            await bound.source.fetch(bound.request().model_copy(update={"instrument": single}))
        assert self.figis.kept == {}

    async def test_growing_candle_is_dropped_and_counted(self, bound: Bound) -> None:
        fetched = await bound.fetch()
        assert fetched.unfinished_dropped == 1
        assert from_ms(fetched.close_ms) == HOUR + timedelta(minutes=30)

    async def test_prices_are_said_to_be_split_adjusted(self, bound: Bound) -> None:
        fetched = await bound.fetch()
        assert (fetched.adjustment, fetched.splits) == ("splits", ())

    async def test_taker_volume_counts_shares(self, bound: Bound) -> None:
        candles = (await bound.fetch()).candles
        bought = [final_candle(ts + OFFSET_MS, STEP_MS)[5] * 10 for ts in candles.ts_ms]
        assert candles.taker_buy == tuple(bought)

    async def test_candles_without_sides_say_so(self, bound: Bound) -> None:
        self.script(bound, sided=False)
        assert (await bound.fetch()).candles.taker_buy is None

    @pytest.mark.parametrize("timeframe", list(Timeframe))
    async def test_every_timeframe_pages_back(self, bound: Bound, timeframe: Timeframe) -> None:
        as_of = NOW - timedelta(minutes=2)
        fetched = await bound.source.fetch(bound.request(timeframe=timeframe, as_of=as_of, count=60))
        assert len(fetched.candles) == 60
        grace = timedelta(minutes=1)
        assert NOW - 2 * max(timeframe.duration, grace) - timedelta(days=3) < from_ms(fetched.close_ms) <= NOW

    @pytest.mark.parametrize("hour", [0, 7, -3])
    async def test_day_is_moscows_whatever_its_hour(self, bound: Bound, hour: int) -> None:
        self.script(bound, day_hour=hour)
        fetched = await bound.source.fetch(bound.request(timeframe="D1", count=300))
        assert from_ms(fetched.candles.ts_ms[-1]) == datetime(2026, 11, 19, tzinfo=UTC)
        assert from_ms(fetched.close_ms) == datetime(2026, 11, 19, 21, tzinfo=UTC)
        assert {from_ms(ts).isoweekday() for ts in fetched.candles.ts_ms} == {1, 2, 3, 4, 5}

    async def test_minutes_go_on_before_a_long_holiday(self, bound: Bound) -> None:
        monday = datetime(2026, 11, 16, 4, 30, tzinfo=UTC)
        shut = [(monday - timedelta(days=n)).date().isoformat() for n in range(1, 12)]
        self.script(bound, now_ms=epoch_ms(monday + timedelta(minutes=2)), shut=shut)
        fetched = await bound.source.fetch(bound.request(timeframe="M1", as_of=monday, count=100))
        assert len(fetched.candles) == 100
        assert from_ms(fetched.candles.ts_ms[0]).date().isoformat() == "2026-11-04"

    async def test_venue_that_omits_an_empty_list_is_read(self, bound: Bound) -> None:
        self.script(bound, omits=True)
        as_of = NOW - timedelta(minutes=2)
        fetched = await bound.source.fetch(bound.request(timeframe="M1", as_of=as_of, count=1000))
        assert len(fetched.candles) == 1000

    async def test_candle_not_yet_listed_is_awaited(self, bound: Bound) -> None:
        at = NOW.replace(minute=0, second=20)
        self.script(bound, now_ms=epoch_ms(at), unlisted=True)
        with pytest.raises(NotSettled) as caught:
            await bound.fetch(as_of=HOUR)
        assert caught.value.retry_after == timedelta(seconds=40)

    @pytest.mark.parametrize(("minute", "closes"), [(1, None), (2, 8)])
    async def test_incomplete_candle_is_awaited_for_a_while(
        self, bound: Bound, minute: int, closes: int | None
    ) -> None:
        at = HOUR + timedelta(minutes=minute, seconds=5)
        self.script(bound, now_ms=epoch_ms(at), incomplete=HOUR_MS)
        if closes is None:
            with pytest.raises(NotSettled):
                await bound.fetch(as_of=HOUR)
        else:
            fetched = await bound.fetch(as_of=HOUR)
            assert from_ms(fetched.close_ms).hour == closes
            assert fetched.complete_to_ms < epoch_ms(HOUR)

    @pytest.mark.parametrize(
        ("status", "code", "own", "failure"),
        [
            (401, 16, 40003, BadCredentials),
            (403, 7, 40002, BadCredentials),
            (400, 16, 40003, BadCredentials),
            (404, 5, 50002, UnknownInstrument),
            (404, 5, 50009, UnknownInstrument),
            (404, 12, "", SourceUnavailable),
            (400, 3, 30014, UnsupportedTimeframe),
            (400, 3, 30001, SourceUnavailable),
            (500, 13, 70001, SourceUnavailable),
            (200, 13, 70001, SourceUnavailable),
            (200, 5, 50002, UnknownInstrument),
            (200, 16, 40003, BadCredentials),
        ],
    )
    async def test_code_of_the_venue_tells_the_failure(
        self, bound: Bound, status: int, code: int, own: int | str, failure: type[Exception]
    ) -> None:
        self.refuse(bound, status, code, own)
        with pytest.raises(failure) as caught:
            await bound.fetch()
        assert type(caught.value) is failure

    @pytest.mark.parametrize(("status", "own"), [(429, 80002), (200, 80002), (400, 80001)])
    async def test_budget_of_the_minute_says_when(self, bound: Bound, status: int, own: int) -> None:
        self.refuse(
            bound, status, code=8, own=own, **{"x-ratelimit-reset": "41", "x-ratelimit-remaining": "0"}
        )
        with pytest.raises(RateLimited) as caught:
            await bound.fetch()
        assert caught.value.retry_after == timedelta(seconds=41)

    async def test_answer_that_drips_ends_with_the_limit(self, bound: Bound) -> None:
        self.script(bound, drip=0.02)
        with pytest.raises(SourceUnavailable, match="too long"):
            await bound.fetch()

    async def test_tracking_id_is_told_to_operators(self, bound: Bound) -> None:
        self.refuse(bound, 500 - 100, code=13, own=70001, **{"x-tracking-id": "0af7651916cd43dd"})
        with pytest.raises(SourceUnavailable, match="70001, tracking id 0af7651916cd43dd"):
            await bound.fetch()


class TestToken:
    """A token in a failure would end in logs, dead letters and posts."""

    CANARY = "t.canary-4Yd81kQz"

    @pytest.fixture
    async def source(self, tinvest: FakeVenue) -> AsyncIterator[TInvestSource]:
        tinvest.script(now_ms=epoch_ms(NOW))
        source = self.at(tinvest.url)
        yield source
        await source.aclose()

    def at(self, url: str) -> TInvestSource:
        clock = FrozenClock(NOW)
        return TInvestSource(
            SecretStr(self.CANARY), InMemoryFigis(), clock, f"{url}/rest", timedelta(seconds=1)
        )

    async def told(self, source: TInvestSource) -> str:
        request = Bound(source, SBER, Timeframe.M30, Timeframe.H4, NOW, settled).request()
        with pytest.raises((BadCredentials, SourceUnavailable)) as caught:
            await source.fetch(request)
        return "".join(traceback.format_exception(caught.value)) + repr(caught.value)

    async def test_venue_that_echoes_it_is_not_quoted(
        self, source: TInvestSource, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            told = await self.told(source)
        assert "BadCredentials" in told
        assert self.CANARY not in told + caplog.text + repr(source) + repr(vars(source))

    async def test_broken_answer_is_not_quoted(self, source: TInvestSource, tinvest: FakeVenue) -> None:
        body = f'{{"instruments": "{self.CANARY}"}}'
        tinvest.script(now_ms=epoch_ms(NOW), faults=[{"path": "Find", "status": 200, "body": body}])
        assert self.CANARY not in await self.told(source)

    async def test_lost_connection_does_not_tell_it(self, caplog: pytest.LogCaptureFixture) -> None:
        source = self.at("http://127.0.0.1:9")
        with caplog.at_level(logging.DEBUG):
            told = await self.told(source)
        assert self.CANARY not in told + caplog.text
        await source.aclose()

    @pytest.mark.parametrize("flaw", ["\n", " ", "\u0442", "\x00"])
    def test_token_a_header_cannot_hold_is_refused(self, flaw: str) -> None:
        with pytest.raises(BadCredentials) as caught:
            TInvestSource(SecretStr(self.CANARY + flaw), InMemoryFigis(), FrozenClock(NOW))
        assert self.CANARY not in "".join(traceback.format_exception(caught.value))

    def test_own_authority_is_trusted_beside_the_public(self, tmp_path: Path) -> None:
        public = trusting(None).cert_store_stats()["x509_ca"]
        (tmp_path / "own.pem").write_text(OWN_AUTHORITY)
        assert trusting(tmp_path / "own.pem").cert_store_stats()["x509_ca"] == public + 1

    @pytest.mark.parametrize("content", [None, "", "no certificate"])
    def test_file_without_an_authority_is_refused(self, tmp_path: Path, content: str | None) -> None:
        if content is not None:
            (tmp_path / "own.pem").write_text(content)
        with pytest.raises(BadCredentials, match=r"own\.pem"):
            trusting(tmp_path / "own.pem")

    @pytest.mark.parametrize("url", ["http://invest-public-api.tinkoff.ru/rest", "ftp://x", "tinkoff.ru"])
    def test_token_is_not_sent_unencrypted(self, url: str) -> None:
        with pytest.raises(BadCredentials, match="https only"):
            TInvestSource(SecretStr(self.CANARY), InMemoryFigis(), FrozenClock(NOW), url)
