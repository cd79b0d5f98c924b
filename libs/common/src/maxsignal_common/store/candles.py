"""Stored candles: as traded, and the first telling stays, whatever a venue says later.

A fetch is kept by one INSERT of arrays, a file by COPY in batches; either is stored whole or not at all.
"""

from collections.abc import AsyncIterable, Sequence
from typing import NamedTuple

import asyncpg
from sqlalchemy import BindParameter, ColumnElement, Double, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import TextClause
from sqlalchemy.types import BigInteger

from maxsignal_common.market import CandleSeries, Split, Timeframe
from maxsignal_common.store.schema import candles, splits


class Tape(NamedTuple):
    """Whose candles: one instrument's, as one source tells them, of one timeframe."""

    instrument: str
    source: str
    timeframe: Timeframe


class StoredCandle(NamedTuple):
    """A row as it is stored, in the order of its columns."""

    open_ms: int
    close_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    taker_buy: float | None = None


class Imported(NamedTuple):
    """What became of a file's rows; `differing` ones were stored before with other numbers, and stay so."""

    rows: int
    added: int
    differing: int
    first_differing_ms: int | None


COLUMNS = StoredCandle._fields


def _array(name: str) -> BindParameter[object]:
    return bindparam(name, type_=ARRAY(BigInteger if name.endswith("_ms") else Double))


def _keep() -> TextClause:
    names = ", ".join(COLUMNS)
    statement = f"""
        INSERT INTO candles (instrument, source, timeframe, {names})
        SELECT :instrument, :source, :timeframe, told.*
        FROM unnest({", ".join(":" + name for name in COLUMNS)}) AS told ({names})
        ON CONFLICT DO NOTHING
        """  # noqa: S608 - names of our own columns
    return text(statement).bindparams(*(_array(name) for name in COLUMNS))


KEEP = _keep()


async def keep_candles(connection: AsyncConnection, tape: Tape, rows: Sequence[StoredCandle]) -> int:
    """Store what is new and return how many that were; what is known already stays as it was."""
    columns: dict[str, object] = {
        name: list(c) for name, c in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    }
    return (await connection.execute(KEEP, {**tape._asdict(), **columns})).rowcount


async def read_candles(connection: AsyncConnection, tape: Tape, opens: Sequence[int]) -> list[StoredCandle]:
    """The stored candles that opened at these times, oldest first."""
    query = (
        select(*(candles.c[name] for name in COLUMNS))
        .where(*_of(tape), candles.c.open_ms == func.any(bindparam("opens", type_=ARRAY(BigInteger))))
        .order_by(candles.c.open_ms)
    )
    rows = await connection.execute(query, {"opens": list(opens)})
    return [StoredCandle(*row) for row in rows]


async def newest_candles(
    connection: AsyncConnection, tape: Tape, *, closed_by_ms: int, count: int, since_ms: int = 0
) -> list[StoredCandle]:
    """The newest `count` that opened at `since_ms` or later and had closed by then, oldest first."""
    query = (
        select(*(candles.c[name] for name in COLUMNS))
        .where(*_of(tape), candles.c.open_ms >= since_ms, candles.c.open_ms < closed_by_ms)
        .where(candles.c.close_ms <= closed_by_ms)
        .order_by(candles.c.open_ms.desc())
        .limit(count)
    )
    return [StoredCandle(*row) for row in await connection.execute(query)][::-1]


async def oldest_candles(
    connection: AsyncConnection, tape: Tape, *, since_ms: int, count: int
) -> list[StoredCandle]:
    """The oldest `count` that opened at `since_ms` or later."""
    query = (
        select(*(candles.c[name] for name in COLUMNS))
        .where(*_of(tape), candles.c.open_ms >= since_ms)
        .order_by(candles.c.open_ms)
        .limit(count)
    )
    return [StoredCandle(*row) for row in await connection.execute(query)]


def series_of(timeframe: Timeframe, rows: Sequence[StoredCandle]) -> CandleSeries:
    """Rows as columns; taker-buy volume only where every row has it."""
    opens, _, open_, high, low, close, volume, taker_buy = zip(*rows, strict=True)
    return CandleSeries(
        timeframe=timeframe,
        ts_ms=opens,
        open=open_,
        high=high,
        low=low,
        close=close,
        volume=volume,
        taker_buy=None if None in taker_buy else taker_buy,
    )


def rows_of(series: CandleSeries, closes_ms: Sequence[int]) -> list[StoredCandle]:
    """Columns as rows."""
    taker_buy = series.taker_buy or (None,) * len(series)
    columns = (series.open, series.high, series.low, series.close, series.volume, taker_buy)
    return [StoredCandle(*row) for row in zip(series.ts_ms, closes_ms, *columns, strict=True)]


def differs(told: StoredCandle, stored: StoredCandle) -> bool:
    """Whether two tellings of a candle contradict each other; one without taker-buy volume does not."""
    if told.taker_buy is None or stored.taker_buy is None:
        return told[:-1] != stored[:-1]
    return told != stored


_STAGE = text("CREATE TEMP TABLE staged_candles (LIKE candles INCLUDING CONSTRAINTS) ON COMMIT DROP")
_UNSTAGE = text("TRUNCATE staged_candles")
# The bounds let the index find the stored rows; nothing else keeps a long table from being read whole.
_DIFFERING = text(
    """
    SELECT count(*), min(staged.open_ms)
    FROM staged_candles staged JOIN candles USING (instrument, source, timeframe, open_ms)
    WHERE candles.instrument = :instrument AND candles.source = :source AND candles.timeframe = :timeframe
      AND candles.open_ms BETWEEN :first_ms AND :last_ms
      AND ((staged.close_ms, staged.open, staged.high, staged.low, staged.close, staged.volume)
        <> (candles.close_ms, candles.open, candles.high, candles.low, candles.close, candles.volume)
       OR staged.taker_buy <> candles.taker_buy)
    """
)
_ADOPT = text("INSERT INTO candles SELECT * FROM staged_candles ON CONFLICT DO NOTHING")


async def import_candles(
    connection: AsyncConnection, tape: Tape, batches: AsyncIterable[Sequence[StoredCandle]]
) -> Imported:
    """Store a stream of candles; in memory is one batch. Nothing is kept unless the transaction commits."""
    await connection.execute(_STAGE)
    driver: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection
    rows = added = differing = 0
    first: int | None = None
    async for batch in batches:
        staged = [(*tape, *row) for row in batch]
        await driver.copy_records_to_table("staged_candles", records=staged)
        new = (await connection.execute(_ADOPT)).rowcount
        if new < len(staged):
            bounds = {"first_ms": batch[0].open_ms, "last_ms": batch[-1].open_ms}
            count, first_ms = (await connection.execute(_DIFFERING, {**tape._asdict(), **bounds})).one()
            differing += count
            first = first_ms if first is None else first
        rows, added = rows + len(staged), added + new
        await connection.execute(_UNSTAGE)
    return Imported(rows, added, differing, first)


async def tapes(connection: AsyncConnection) -> list[RowMapping]:
    """What is stored: per tape the number of candles, the first and the last open, the last close."""
    key = (candles.c.instrument, candles.c.source, candles.c.timeframe)
    query = (
        select(
            *key,
            func.count().label("bars"),
            func.min(candles.c.open_ms).label("first_ms"),
            func.max(candles.c.open_ms).label("last_ms"),
            func.max(candles.c.close_ms).label("close_ms"),
        )
        .group_by(*key)
        .order_by(*key)
    )
    return list((await connection.execute(query)).mappings().all())


async def keep_splits(connection: AsyncConnection, tape: Tape, told: Sequence[Split]) -> None:
    """Remember splits; like candles, they stay as first told."""
    if told:
        of = {"instrument": tape.instrument, "source": tape.source}
        rows = [{**of, "ts_ms": split.ts_ms, "ratio": split.ratio} for split in told]
        await connection.execute(insert(splits).on_conflict_do_nothing(), rows)


async def known_splits(connection: AsyncConnection, tape: Tape, *, until_ms: int) -> tuple[Split, ...]:
    query = (
        select(splits.c.ts_ms, splits.c.ratio)
        .where(splits.c.instrument == tape.instrument, splits.c.source == tape.source)
        .where(splits.c.ts_ms <= until_ms)
        .order_by(splits.c.ts_ms)
    )
    return tuple(Split(ts_ms=ts_ms, ratio=ratio) for ts_ms, ratio in await connection.execute(query))


def _of(tape: Tape) -> list[ColumnElement[bool]]:
    return [candles.c[name] == value for name, value in tape._asdict().items()]
