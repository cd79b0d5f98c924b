"""The store of candles: whole or not at all, and never changed."""

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_common.market import Split, Timeframe
from maxsignal_common.store.candles import (
    Imported,
    StoredCandle,
    Tape,
    import_candles,
    keep_candles,
    keep_splits,
    known_splits,
    newest_candles,
    read_candles,
    tapes,
)
from maxsignal_common.store.database import Database

TAPE = Tape("BTC/USDT", "ccxt:binance", Timeframe.H1)
HOUR = 3_600_000


def bar(hour: int, close: float = 11.0, taker_buy: float | None = 2.0) -> StoredCandle:
    return StoredCandle(hour * HOUR, (hour + 1) * HOUR, 10.0, 12.0, 9.0, close, 5.0, taker_buy)


async def batches(*parts: Sequence[StoredCandle]) -> AsyncIterator[Sequence[StoredCandle]]:
    for part in parts:
        yield part


async def stored(database: Database, tape: Tape = TAPE) -> list[StoredCandle]:
    async with database.begin() as connection:
        return await newest_candles(connection, tape, closed_by_ms=1000 * HOUR, count=1000)


async def test_kept_candles_come_back_bit_for_bit(ingest: Database) -> None:
    rows = [bar(1, 9.1 + 0.2), bar(2, 10.1, None)]
    async with ingest.begin() as connection:
        await keep_candles(connection, TAPE, rows)
    assert await stored(ingest) == rows


async def test_first_telling_of_a_candle_stays(ingest: Database) -> None:
    for rows in ([bar(1), bar(2)], [bar(2, 10.5), bar(3)]):
        async with ingest.begin() as connection:
            await keep_candles(connection, TAPE, rows)
    assert await stored(ingest) == [bar(1), bar(2), bar(3)]


async def test_newest_are_those_that_closed_in_time(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_candles(connection, TAPE, [bar(hour) for hour in range(10)])
        found = await newest_candles(connection, TAPE, closed_by_ms=8 * HOUR - 1, count=3)
        since = await newest_candles(connection, TAPE, closed_by_ms=8 * HOUR, count=9, since_ms=6 * HOUR)
    assert [row.open_ms // HOUR for row in found] == [4, 5, 6]
    assert [row.open_ms // HOUR for row in since] == [6, 7]


async def test_candles_are_read_by_their_open_times(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_candles(connection, TAPE, [bar(hour) for hour in range(5)])
        found = await read_candles(connection, TAPE, [3 * HOUR, HOUR, 77 * HOUR])
    assert found == [bar(1), bar(3)]


@pytest.mark.parametrize(
    "wrong",
    [
        bar(1)._replace(low=float("nan")),
        bar(1)._replace(high=float("inf")),
        bar(1)._replace(high=5.0),
        bar(1)._replace(volume=float("nan")),
        bar(1)._replace(close_ms=HOUR),
        bar(1, taker_buy=-1.0),
    ],
)
async def test_database_refuses_impossible_candles(ingest: Database, wrong: StoredCandle) -> None:
    with pytest.raises(DBAPIError, match="CheckViolation"):
        async with ingest.begin() as connection:
            await keep_candles(connection, TAPE, [wrong])


@pytest.mark.parametrize("statement", ["UPDATE candles SET close = 1", "DELETE FROM candles"])
async def test_ingest_cannot_change_history(ingest: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with ingest.begin() as connection:
            await connection.execute(text(statement))


async def test_import_adds_what_is_new_and_names_the_rest(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_candles(connection, TAPE, [bar(2), bar(3, 11.5)])
    async with ingest.begin() as connection:
        done = await import_candles(connection, TAPE, batches([bar(1), bar(2)], [bar(3), bar(4)]))
    assert done == Imported(rows=4, added=2, differing=1, first_differing_ms=3 * HOUR)
    assert await stored(ingest) == [bar(1), bar(2), bar(3, 11.5), bar(4)]


async def test_import_with_a_bad_row_adds_nothing(ingest: Database) -> None:
    bad = bar(9)._replace(low=-1.0)
    with pytest.raises(Exception, match="candles_prices"):
        async with ingest.begin() as connection:
            await import_candles(connection, TAPE, batches([bar(1)], [bad]))
    assert await stored(ingest) == []


async def test_tapes_tell_how_far_they_reach(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_candles(connection, TAPE, [bar(1), bar(5)])
        (row,) = await tapes(connection)
    assert (row["instrument"], row["bars"], row["first_ms"], row["close_ms"]) == (
        "BTC/USDT",
        2,
        HOUR,
        6 * HOUR,
    )


async def test_splits_stay_as_first_told(ingest: Database) -> None:
    split = Split(ts_ms=5 * HOUR, ratio=Decimal(4))
    async with ingest.begin() as connection:
        await keep_splits(connection, TAPE, [split])
        await keep_splits(connection, TAPE, [split.model_copy(update={"ratio": Decimal(2)})])
        assert await known_splits(connection, TAPE, until_ms=5 * HOUR) == (split,)
        assert await known_splits(connection, TAPE, until_ms=5 * HOUR - 1) == ()
