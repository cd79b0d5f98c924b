"""The catalogue as people change it: synchronised with a venue's list, searched, switched on and off."""

from collections.abc import Sequence
from itertools import batched
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.market import Instrument
from maxsignal_common.store.schema import instruments

# PostgreSQL takes 32,767 parameters at once.
ROWS_AT_ONCE = 1000
# What a venue may change; whether an instrument is on, and where else it is found, is the operator's.
TOLD_BY_VENUE = ("name", "exchange", "currency", "tick", "lot", "time_zone")


class Synced(NamedTuple):
    """What a venue's list changed. `taken` ids belong to another source; `gone` ones it lists no more."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    taken: tuple[str, ...]
    gone: tuple[str, ...]


async def sync_instruments(connection: AsyncConnection, source: str, listed: Sequence[Instrument]) -> Synced:
    """Add what is new, switched off; bring what is known up to date; never touch another source's."""
    known = select(instruments.c.id, instruments.c.source)
    owner: dict[str, str] = {row.id: row.source for row in await connection.execute(known)}
    written: set[str] = set()
    for batch in batched(listed, ROWS_AT_ONCE, strict=False):
        written |= await _write(connection, source, batch)
    ids = {instrument.id for instrument in listed}
    own = {id_ for id_, of in owner.items() if of == source}
    return Synced(
        added=tuple(sorted(written - own)),
        changed=tuple(sorted(written & own)),
        same=len((ids & own) - written),
        taken=tuple(sorted(ids & (owner.keys() - own))),
        gone=tuple(sorted(own - ids)),
    )


async def _write(connection: AsyncConnection, source: str, batch: Sequence[Instrument]) -> set[str]:
    """Ids of the rows that are new or different now."""
    statement = insert(instruments).values(
        [{**one.model_dump(), "source": source, "enabled": False} for one in batch]
    )
    told = statement.excluded
    differs = or_(*(instruments.c[name] != told[name] for name in TOLD_BY_VENUE), _learns_figi(told.figi))
    news = {name: told[name] for name in TOLD_BY_VENUE} | {
        "figi": func.coalesce(told.figi, instruments.c.figi)
    }
    upsert = statement.on_conflict_do_update(
        index_elements=["id"], set_=news, where=and_(instruments.c.source == told.source, differs)
    )
    return set((await connection.execute(upsert.returning(instruments.c.id))).scalars())


def _learns_figi(told: ColumnElement[str | None]) -> ColumnElement[bool]:
    return and_(told.is_not(None), instruments.c.figi.is_distinct_from(told))


async def add_instrument(connection: AsyncConnection, instrument: Instrument) -> bool:
    """False when the id is taken."""
    statement = insert(instruments).values(instrument.model_dump()).on_conflict_do_nothing()
    return bool((await connection.execute(statement.returning(literal_column("1")))).first())


class InstrumentFilter(NamedTuple):
    """Which instruments are looked for: id, name or FIGI hold every word."""

    words: str = ""
    source: str | None = None
    enabled: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        row = instruments.c
        looked_in = (row.id, row.name, row.figi)
        found = [
            or_(*(column.icontains(word, autoescape=True) for column in looked_in))
            for word in self.words.split()
        ]
        if self.source is not None:
            found.append(row.source == self.source)
        if self.enabled is not None:
            found.append(row.enabled == self.enabled)
        return found


async def search_instruments(
    connection: AsyncConnection, wanted: InstrumentFilter, *, limit: int = 50
) -> list[Instrument]:
    """The likeliest: exact ids first, then enabled ones, then by id."""
    exact = instruments.c.id == wanted.words.strip().upper()
    order = (exact.desc(), instruments.c.enabled.desc(), instruments.c.id)
    query = select(instruments).where(*wanted.conditions()).order_by(*order).limit(limit)
    return await _read(connection, query)


async def instrument_page(
    connection: AsyncConnection, wanted: InstrumentFilter, *, after: str | None, limit: int
) -> list[Instrument]:
    """A page by id, behind the id `after`."""
    query = select(instruments).where(*wanted.conditions()).order_by(instruments.c.id).limit(limit)
    return await _read(connection, query if after is None else query.where(instruments.c.id > after))


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[Instrument]:
    return [Instrument.model_validate(dict(row)) for row in (await connection.execute(query)).mappings()]


async def count_instruments(connection: AsyncConnection, wanted: InstrumentFilter) -> int:
    query = select(func.count()).select_from(instruments).where(*wanted.conditions())
    return (await connection.execute(query)).scalar_one()


async def switch_instruments(connection: AsyncConnection, ids: Sequence[str], *, enabled: bool) -> set[str]:
    """Switch these on or off; returns the ids there are."""
    these = update(instruments).where(instruments.c.id.in_(ids)).values(enabled=enabled)
    return set((await connection.execute(these.returning(instruments.c.id))).scalars())


async def set_fallback(connection: AsyncConnection, instrument_id: str, fallback: str | None) -> bool:
    """Which source answers while the instrument's own cannot; False when that is its own."""
    this = update(instruments).where(
        instruments.c.id == instrument_id, instruments.c.source.is_distinct_from(fallback)
    )
    written = this.values(fallback=fallback).returning(instruments.c.id)
    return (await connection.execute(written)).first() is not None


async def set_source(connection: AsyncConnection, instrument_id: str, source: str) -> None:
    """Which source an instrument's candles come from; a fallback on the same source is dropped."""
    this = update(instruments).where(instruments.c.id == instrument_id)
    fallback = func.nullif(instruments.c.fallback, source)
    await connection.execute(this.values(source=source, fallback=fallback))
