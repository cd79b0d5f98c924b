"""Where candles come from: a venue is asked once, and never again for what is known."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from maxsignal_common.catalogue import BTC
from maxsignal_common.errors import PermanentError
from maxsignal_common.market import Timeframe, epoch_ms, from_ms
from maxsignal_common.origin import Revision
from maxsignal_common.store.candles import StoredCandle, Tape, keep_candles
from maxsignal_common.store.database import Database
from maxsignal_ingest.sources.protocol import UnknownInstrument
from tests.integration.ingest.world import HOUR, NOW, World, request

HOUR_MS = 3_600_000
TAPE = Tape("BTC/USDT", "ccxt:binance", Timeframe.H1)


async def test_same_question_is_asked_of_the_venue_once(world: World) -> None:
    first = await world.market.candles(request())
    world.opens_at(NOW + timedelta(days=3))
    again = await world.market.candles(request())
    assert (first.served_from, again.served_from) == ("network", "window")
    assert again.fetched == first.fetched
    assert world.asked() == 0


async def test_earlier_moment_is_served_from_the_store(world: World) -> None:
    for hours in range(0, 60, 10):
        world.opens_at(NOW + hours * HOUR)
        await world.market.candles(request(world.clock.at, count=20))
    world.opens_at(NOW + 100 * HOUR)
    served = await world.market.candles(request(NOW + 45 * HOUR, count=50))
    assert (served.served_from, len(served.fetched.candles), world.asked()) == ("candles", 50, 0)
    assert served.fetched.close_ms == epoch_ms((NOW + 45 * HOUR).replace(minute=0, second=0))


async def test_hole_between_answers_is_asked_for(world: World) -> None:
    for hours in (0, 40):
        world.opens_at(NOW + hours * HOUR)
        await world.market.candles(request(world.clock.at, count=20))
    served = await world.market.candles(request(NOW + 35 * HOUR, count=20))
    assert served.served_from == "network"


async def test_young_listing_is_known_to_its_first_candle(world: World) -> None:
    world.opens_at(since_ms=epoch_ms(NOW - 10 * HOUR))
    assert len((await world.market.candles(request())).fetched.candles) == 9
    served = await world.market.candles(request(NOW - 3 * HOUR))
    assert (served.served_from, len(served.fetched.candles)) == ("candles", 6)


async def test_young_answer_is_good_until_a_bar_can_close(world: World) -> None:
    await world.market.candles(request(count=50))
    moments = [NOW + timedelta(minutes=minutes) for minutes in (1, 2, 3)]
    served = []
    for at in moments:
        world.clock.at = at
        served.append((await world.market.candles(request(at, count=40))).served_from)
    assert served == ["recent", "recent", "network"]


async def test_old_answer_is_not_young_for_ever(world: World) -> None:
    await world.market.candles(request())
    world.clock.at = NOW + timedelta(minutes=6)
    assert (await world.market.candles(request(NOW + timedelta(seconds=1)))).served_from == "network"


async def test_revised_candle_is_counted_and_stays(world: World, database: Database) -> None:
    last = (NOW - HOUR).replace(minute=0, second=0)
    async with database.begin() as connection:
        told = StoredCandle(epoch_ms(last), epoch_ms(last + HOUR), 1.0, 2.0, 0.5, 1.5, 7.0)
        await keep_candles(connection, TAPE, [told])
    fetched = (await world.market.candles(request())).fetched
    assert fetched.revised == Revision(first_ms=told.open_ms, last_ms=told.open_ms, bars=1)
    assert (fetched.candles.close[-1], fetched.candles.taker_buy) == (1.5, None)


async def test_workers_that_race_give_the_same_answer(world: World) -> None:
    answers = await asyncio.gather(*(world.market.candles(request()) for _ in range(10)))
    assert len({answer.fetched.model_dump_json() for answer in answers}) == 1


async def test_answer_about_an_unknown_symbol_ends_it(world: World) -> None:
    nosuch = BTC.model_copy(update={"id": "NO/SUCH", "fallback": "replay"})
    with pytest.raises(UnknownInstrument):
        await world.market.candles(request(instrument=nosuch))


async def test_imported_candles_are_a_source(world: World, database: Database) -> None:
    rows = [StoredCandle(hour * HOUR_MS, (hour + 1) * HOUR_MS, 1.0, 2.0, 0.5, 1.5, 7.0) for hour in range(9)]
    async with database.begin() as connection:
        await keep_candles(connection, Tape("MINE", "import", Timeframe.H1), rows)
    mine = BTC.model_copy(update={"id": "MINE", "source": "import"})
    as_of = from_ms(7 * HOUR_MS)
    served = await world.market.candles(request(as_of, count=5, instrument=mine))
    assert (served.fetched.source, served.fetched.candles.ts_ms[-1]) == ("import", 6 * HOUR_MS)


async def test_damaged_window_is_refused_loudly(world: World, database: Database, owner: Database) -> None:
    await world.market.candles(request())
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE candles SET volume = volume + 1"))
    with pytest.raises(PermanentError, match="window_damaged"):
        await world.market.candles(request())
