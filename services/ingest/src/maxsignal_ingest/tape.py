"""Candles that ingest has already: the same question is answered from the store, without asking a venue.

Three answers are good: one given before to this very question; stored candles where earlier answers vouch
that none is missing; and a young one, where no candle can have closed since.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.errors import PermanentError
from maxsignal_common.market import epoch_ms
from maxsignal_common.origin import Revision
from maxsignal_common.store import windows
from maxsignal_common.store.candles import (
    StoredCandle,
    Tape,
    differs,
    keep_candles,
    keep_splits,
    known_splits,
    newest_candles,
    read_candles,
    rows_of,
    series_of,
)
from maxsignal_common.store.database import Database
from maxsignal_common.store.windows import Question, Window
from maxsignal_ingest.domain import CandleRequest, FetchedCandles, nothing_closed_since
from maxsignal_ingest.sources.protocol import NoCandles

ServedFrom = Literal["network", "window", "candles", "recent"]
# Answers of so many times the request's length are looked at: nights and weekends have no candles.
LOOK_BACK = 6
# How far a venue's free data may lie behind; it spares looking through years of answers.
LONGEST_LAG = timedelta(days=1)


class Served(NamedTuple):
    """Candles and what served them."""

    fetched: FetchedCandles
    served_from: ServedFrom


class CandleTape:
    """The store of candles as ingest uses it; answers younger than `ttl` count as young."""

    def __init__(self, database: Database, ttl: timedelta) -> None:
        self._database = database
        self._ttl = ttl

    async def recall(self, request: CandleRequest, *, repeats: bool, now: datetime) -> Served | None:
        """An answer from the store; with `repeats` only one given before to this very question."""
        instrument = request.instrument
        sources = [name for name in (instrument.source, instrument.fallback) if name]
        async with self._database.begin() as connection:
            known = await windows.find_window(connection, _question(request), sources)
            if known:
                return Served(await _read(connection, request, known), "window")
            if repeats:
                return None
            if vouched := await _vouched(connection, request):
                return Served(await _remember(connection, request, vouched, now), "candles")
            return await _young(connection, request, now, self._ttl)

    async def keep(self, request: CandleRequest, told: FetchedCandles, *, now: datetime) -> FetchedCandles:
        """Store a venue's answer whole; what was told before comes back as it was told then.

        Prices that a venue adjusts by itself change with its next split: they are no history, and are kept
        with this one answer only.
        """
        async with self._database.begin() as connection:
            if told.adjustment == "none":
                told = await _kept(connection, request, told)
            return await _remember(connection, request, told, now)


class ImportedSource:
    """Candles that a user brought in a file: the store is their venue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        tape = Tape(request.instrument.id, "import", request.timeframe)
        until_ms = epoch_ms(request.as_of)
        async with self._database.begin() as connection:
            rows = await newest_candles(connection, tape, closed_by_ms=until_ms, count=request.count)
        if not rows:
            raise NoCandles(f"{tape.instrument}: no imported {tape.timeframe} candle before {request.as_of}")
        return _fetched(tape, rows, until_ms, {})

    async def aclose(self) -> None:
        """Holds nothing of its own."""


def revision(told: Sequence[StoredCandle], stored: Sequence[StoredCandle]) -> Revision | None:
    """What a venue tells differently from what it told first."""
    opens = [new.open_ms for new, old in zip(told, stored, strict=True) if differs(new, old)]
    return Revision(first_ms=opens[0], last_ms=opens[-1], bars=len(opens)) if opens else None


async def _kept(connection: AsyncConnection, request: CandleRequest, told: FetchedCandles) -> FetchedCandles:
    tape = Tape(request.instrument.id, told.source, request.timeframe)
    rows = rows_of(told.candles, told.closes_ms)
    new = await keep_candles(connection, tape, rows)
    await keep_splits(connection, tape, told.splits)
    if new == len(rows):
        return told
    stored = await read_candles(connection, tape, told.candles.ts_ms)
    known = {
        "candles": series_of(tape.timeframe, stored),
        "closes_ms": tuple(row.close_ms for row in stored),
        "revised": revision(rows, stored),
    }
    return told.model_copy(update=known)


async def _vouched(connection: AsyncConnection, request: CandleRequest) -> FetchedCandles | None:
    """Stored candles, where earlier answers leave no room for one that is not stored."""
    tape, until_ms = _tape(request), epoch_ms(request.as_of)
    reach_ms = LOOK_BACK * request.count * request.timeframe.duration // timedelta(milliseconds=1)
    spans = await windows.spans_until(connection, tape, until_ms=until_ms, since_ms=until_ms - reach_ms)
    since_ms = windows.vouched_since(spans, until_ms)
    if since_ms is None:
        return None
    rows = await newest_candles(
        connection, tape, closed_by_ms=until_ms, count=request.count, since_ms=since_ms
    )
    if not rows or (since_ms and len(rows) < request.count):
        return None
    splits = await known_splits(connection, tape, until_ms=until_ms)
    return _fetched(tape, rows, until_ms, {"splits": splits})


async def _young(
    connection: AsyncConnection, request: CandleRequest, now: datetime, ttl: timedelta
) -> Served | None:
    """An answer of a moment ago, where no candle can have closed since."""
    young = await windows.newest_window(
        connection,
        _tape(request),
        bars=request.count,
        fetched_since=now - ttl,
        reaching_ms=epoch_ms(request.as_of - LONGEST_LAG),
    )
    if young is None or not nothing_closed_since(request, young.as_of, young.to_ms, now - young.fetched_at):
        return None
    fetched = (await _read(connection, request, young)).last(request.count)
    # Its age stays what it is: an answer does not become younger by being repeated.
    return Served(await _remember(connection, request, fetched, young.fetched_at), "recent")


async def _remember(
    connection: AsyncConnection, request: CandleRequest, fetched: FetchedCandles, fetched_at: datetime
) -> FetchedCandles:
    """Make this the answer to the question, unless another worker's was first; returns the one that is."""
    stored = fetched.adjustment == "none"
    elsewhere = {"source", "complete_to_ms"} | ({"candles", "closes_ms"} if stored else set())
    window = Window(
        as_of=request.as_of,
        source=fetched.source,
        opens=fetched.candles.ts_ms if stored else (),
        from_ms=_vouches_from_ms(request, fetched),
        to_ms=fetched.complete_to_ms,
        sha256=fetched.candles.sha256(),
        origin=fetched.model_dump(mode="json", exclude=elsewhere),
        fetched_at=fetched_at,
    )
    question = _question(request)
    if await windows.keep_window(connection, question, window):
        return fetched
    first = await windows.find_window(connection, question, [fetched.source])
    return await _read(connection, request, first or window)


def _vouches_from_ms(request: CandleRequest, fetched: FetchedCandles) -> int:
    """From when on other questions may be answered by what was stored with this one."""
    if fetched.adjustment != "none" or fetched.missing is not None:
        # Nothing was stored, or its gaps were judged by a schedule that only the venue knows.
        return fetched.complete_to_ms
    # A venue that has fewer than asked for has none before.
    return fetched.candles.ts_ms[0] if len(fetched.candles) == request.count else 0


async def _read(connection: AsyncConnection, request: CandleRequest, window: Window) -> FetchedCandles:
    tape = Tape(request.instrument.id, window.source, request.timeframe)
    rows = await read_candles(connection, tape, window.opens) if window.opens else []
    fetched = _fetched(tape, rows, window.to_ms, window.origin)
    if fetched.candles.sha256() != window.sha256:
        raise PermanentError("window_damaged", f"{tape.instrument}: stored candles are not those first told")
    return fetched


def _fetched(
    tape: Tape, rows: Sequence[StoredCandle], complete_to_ms: int, origin: dict[str, Any]
) -> FetchedCandles:
    from_rows = {
        "candles": series_of(tape.timeframe, rows) if rows else None,
        "closes_ms": [row.close_ms for row in rows],
    }
    told = {"unfinished_dropped": 0, "adjustment": "none", **from_rows, **origin}
    return FetchedCandles.model_validate({**told, "source": tape.source, "complete_to_ms": complete_to_ms})


def _question(request: CandleRequest) -> Question:
    return Question(request.instrument.id, request.timeframe, request.as_of, request.count)


def _tape(request: CandleRequest) -> Tape:
    return Tape(request.instrument.id, request.instrument.source, request.timeframe)
