"""Windows that were answered once: the same question gets the same candles for ever, without asking a venue.

A window names its candles by their open times and vouches for them with their hash. It also says how far the
venue's answer reaches: between `from_ms` and `to_ms` nothing closed that is not stored.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.market import Timeframe
from maxsignal_common.store.candles import Tape
from maxsignal_common.store.schema import candle_windows

# Enough for hourly runs over three weeks; a request that needs more is asked of the venue.
MOST_SPANS = 500


class Question(NamedTuple):
    """What was asked: the newest `bars` candles that had closed by `as_of`."""

    instrument: str
    timeframe: Timeframe
    as_of: datetime
    bars: int


class Window(NamedTuple):
    """The answer. `origin` is what the asking service wants to know again: JSON."""

    as_of: datetime
    source: str
    opens: Sequence[int]
    from_ms: int
    to_ms: int
    sha256: str
    origin: dict[str, Any]
    fetched_at: datetime


class Span(NamedTuple):
    """A stretch of time of which every closed candle is stored."""

    from_ms: int
    to_ms: int


async def keep_window(connection: AsyncConnection, question: Question, window: Window) -> bool:
    """Remember an answer; False when another worker's was first, and stays."""
    row = {**question._asdict(), **window._asdict(), "opens": list(window.opens)}
    kept = insert(candle_windows).values(row).on_conflict_do_nothing().returning(candle_windows.c.bars)
    return (await connection.execute(kept)).scalar() is not None


async def find_window(
    connection: AsyncConnection, question: Question, sources: Sequence[str]
) -> Window | None:
    """The first answer that was given to this very question by one of these sources."""
    same = [candle_windows.c[name] == value for name, value in question._asdict().items()]
    return await _first(
        connection,
        *same,
        candle_windows.c.source.in_(sources),
        order=(candle_windows.c.fetched_at, candle_windows.c.source),
    )


async def newest_window(
    connection: AsyncConnection, tape: Tape, *, bars: int, fetched_since: datetime, reaching_ms: int
) -> Window | None:
    """The recent answer that reaches furthest, there at least, for as many candles as are wanted or more."""
    return await _first(
        connection,
        *_of(tape),
        candle_windows.c.to_ms >= reaching_ms,
        candle_windows.c.fetched_at >= fetched_since,
        candle_windows.c.bars >= bars,
        order=(candle_windows.c.to_ms.desc(), candle_windows.c.fetched_at.desc()),
    )


async def spans_until(connection: AsyncConnection, tape: Tape, *, until_ms: int, since_ms: int) -> list[Span]:
    """What answers vouch for around these times, furthest reaching first."""
    query = (
        select(candle_windows.c.from_ms, candle_windows.c.to_ms)
        .where(*_of(tape), candle_windows.c.to_ms >= since_ms, candle_windows.c.from_ms <= until_ms)
        .order_by(candle_windows.c.to_ms.desc())
        .limit(MOST_SPANS)
    )
    return [Span(*row) for row in await connection.execute(query)]


def vouched_since(spans: Iterable[Span], until_ms: int) -> int | None:
    """From when on every candle that closed by `until_ms` is stored; None when the newest may be missing.

    Spans that touch make one: hourly windows, each a bar further, vouch for months together.
    """
    ordered = sorted(spans, key=lambda span: -span.to_ms)
    since: int | None = None
    for span in ordered:
        if since is None and span.from_ms <= until_ms <= span.to_ms:
            since = span.from_ms
        elif since is not None and span.to_ms >= since:
            since = min(since, span.from_ms)
    return since


async def _first(
    connection: AsyncConnection, *conditions: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]
) -> Window | None:
    columns = (candle_windows.c[name] for name in Window._fields)
    query = select(*columns).where(*conditions).order_by(*order).limit(1)
    row = (await connection.execute(query)).first()
    return Window(*row) if row else None


def _of(tape: Tape) -> list[ColumnElement[bool]]:
    return [candle_windows.c[name] == value for name, value in tape._asdict().items()]
