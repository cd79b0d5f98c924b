"""Moscow through the market: T-Invest first, ISS in its place, identifiers and gaps remembered."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from sqlalchemy import insert

from maxsignal_common.clock import FrozenClock
from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.instruments import find_instrument
from maxsignal_common.store.schema import instruments
from maxsignal_ingest.breakers import BreakerPolicy, Breakers
from maxsignal_ingest.budgets import Budgets
from maxsignal_ingest.market import Market, Venues
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.sources.routing import SourceOptions, Sources
from maxsignal_ingest.tape import CandleTape
from tests.contracts.sources.test_tinvest import SBER
from tests.contracts.sources.venue import FakeVenue, running_venue
from tests.fakes.tinvest import TOKEN
from tests.integration.ingest.world import request

NOW = datetime(2026, 11, 20, 9, 31, 7, tzinfo=UTC)
SHARE = SBER.model_copy(update={"fallback": "moex", "enabled": True})


@pytest.fixture(scope="module")
def tinvest() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.tinvest") as venue:
        yield venue


@pytest.fixture(scope="module")
def moex() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.moex") as venue:
        yield venue


@pytest.fixture
async def catalogue(database_url: str) -> AsyncIterator[Database]:
    """The database with the share in it, as its owner."""
    owner = connect(database_url)
    async with owner.begin() as connection:
        await connection.execute(insert(instruments).values(SHARE.model_dump()))
    yield owner
    await owner.close()


@pytest.fixture
async def options(
    database: Database, catalogue: Database, tinvest: FakeVenue, moex: FakeVenue
) -> SourceOptions:
    tinvest.script(now_ms=epoch_ms(NOW))
    moex.script(now_ms=epoch_ms(NOW))
    return SourceOptions(
        moex_url=f"{moex.url}/iss",
        tinvest_url=f"{tinvest.url}/rest",
        tinvest_token=SecretStr(TOKEN),
        database=database,
    )


def market(database: Database, options: SourceOptions) -> tuple[Market, Sources]:
    clock, metrics = FrozenClock(NOW), IngestMetrics(CollectorRegistry())
    sources = Sources(clock, options)
    breakers = Breakers(BreakerPolicy(), Random(7), metrics)
    venues = Venues(database, sources, breakers, Budgets({}), clock)
    return Market(CandleTape(database, timedelta(minutes=5)), venues, metrics, clock), sources


async def test_figi_found_once_is_in_the_catalogue(
    database: Database, options: SourceOptions, tinvest: FakeVenue
) -> None:
    for count in (40, 30):
        moscow, sources = market(database, options)
        served = await moscow.candles(request(NOW - count * timedelta(hours=1), count, SHARE))
        assert (served.fetched.source, served.served_from) == ("tinvest", "network")
        await sources.aclose()
    assert sum("FindInstrument" in path for path in tinvest.seen()) == 1
    async with database.begin() as connection:
        kept = await find_instrument(connection, "SBER")
    assert kept
    assert kept.figi == "BBG00SBER000"


@pytest.mark.parametrize("token", [None, SecretStr("t.revoked-some-time-ago")])
async def test_without_a_good_token_iss_stands_in(
    database: Database, options: SourceOptions, token: SecretStr | None
) -> None:
    moscow, sources = market(database, replace(options, tinvest_token=token))
    fetched = (await moscow.candles(request(NOW, 40, SHARE))).fetched
    assert (fetched.source, len(fetched.candles)) == ("moex", 40)
    await sources.aclose()


async def test_gaps_of_the_exchange_are_stored_with_the_answer(
    database: Database, options: SourceOptions, moex: FakeVenue
) -> None:
    share = SHARE.model_copy(update={"source": "moex", "fallback": None})
    asked = request(NOW, 10, share, Timeframe.D1)
    moex.script(now_ms=epoch_ms(NOW), shut=["2026-11-17"])
    for served_from in ("network", "window"):
        moscow, sources = market(database, options)
        served = await moscow.candles(asked)
        assert served.served_from == served_from
        assert [from_ms(gap.first_ms).day for gap in served.fetched.missing or ()] == [17]
        moex.script(now_ms=epoch_ms(NOW), faults=[{"path": "/", "drop": True}] * 20)
        await sources.aclose()
