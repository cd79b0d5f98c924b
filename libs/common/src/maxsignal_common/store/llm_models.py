"""The catalogue of models: synchronised with a provider's list, searched, switched on and off."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import batched
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.llm_schema import llm_models

# PostgreSQL takes 32,767 parameters at once.
ROWS_AT_ONCE = 1000


class Price(NamedTuple):
    """US dollars per token, and per request."""

    prompt: Decimal
    completion: Decimal
    request: Decimal = Decimal(0)


class CatalogueModel(NamedTuple):
    """A model as a provider lists it; a price it does not tell is None and can be set by hand.

    A price that somebody set (`own_price`) is no provider's business any more.
    """

    id: str
    name: str
    provider: str
    context: int | None = None
    prompt_price: Decimal | None = None
    completion_price: Decimal | None = None
    request_price: Decimal | None = None
    enabled: bool = False
    gone: bool = False
    description: str = ""
    own_price: bool = False

    @property
    def price(self) -> Price | None:
        if self.prompt_price is None or self.completion_price is None:
            return None
        return Price(self.prompt_price, self.completion_price, self.request_price or Decimal(0))


class SyncedModels(NamedTuple):
    """What a provider's list changed; `gone` ones it lists no more, they stay as they were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    gone: tuple[str, ...]


_ROW = [llm_models.c[name] for name in CatalogueModel._fields]
_PRICES = ("prompt_price", "completion_price", "request_price")
_TOLD = ("name", "provider", "context", "description", *_PRICES)


async def sync_models(connection: AsyncConnection, listed: Sequence[CatalogueModel]) -> SyncedModels:
    """Add what is new, switched off; bring what is known up to date; never touch what people set."""
    known = set((await connection.execute(select(llm_models.c.id))).scalars())
    ids = {model.id for model in listed}
    written: set[str] = set()
    for batch in batched(listed, ROWS_AT_ONCE, strict=False):
        written |= await _write(connection, batch)
    gone = update(llm_models).where(llm_models.c.id.not_in(ids)).values(gone=True).returning(llm_models.c.id)
    return SyncedModels(
        added=tuple(sorted(written - known)),
        changed=tuple(sorted(written & known)),
        same=len((ids & known) - written),
        gone=tuple(sorted((await connection.execute(gone)).scalars())),
    )


async def _write(connection: AsyncConnection, batch: Sequence[CatalogueModel]) -> set[str]:
    """Ids of the rows that are new or different now; a price that is not told keeps the one known."""
    rows = [{name: getattr(model, name) for name in ("id", *_TOLD)} for model in batch]
    statement = insert(llm_models).values(rows)
    news: dict[str, ColumnElement[object]] = {
        name: func.coalesce(statement.excluded[name], llm_models.c[name]) for name in _TOLD
    }
    for name in _PRICES:
        news[name] = case((llm_models.c.own_price, llm_models.c[name]), else_=news[name])
    differs = or_(
        llm_models.c.gone, *(llm_models.c[name].is_distinct_from(new) for name, new in news.items())
    )
    upsert = statement.on_conflict_do_update(
        index_elements=["id"], set_={**news, "gone": False}, where=differs
    )
    return set((await connection.execute(upsert.returning(llm_models.c.id))).scalars())


class ModelFilter(NamedTuple):
    """Which models are looked for: id, name, provider and description hold every word together."""

    words: str = ""
    provider: str | None = None
    enabled: bool | None = None
    free: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        row = llm_models.c
        words = self.words.split()
        places = (row.id, row.name, row.provider, row.description)
        found = [or_(*(place.icontains(word, autoescape=True) for place in places)) for word in words]
        if self.provider is not None:
            found.append(row.provider == self.provider)
        if self.enabled is not None:
            found.append(row.enabled == self.enabled)
        if self.free is not None:
            prices = (row.prompt_price, row.completion_price, func.coalesce(row.request_price, 0))
            found.append(func.coalesce(and_(*(price == 0 for price in prices)), False) == self.free)
        return found


async def search_models(
    connection: AsyncConnection, wanted: ModelFilter, *, after: str | None = None, limit: int = 50
) -> list[CatalogueModel]:
    """A page by id, behind the id `after`."""
    query = select(*_ROW).where(*wanted.conditions()).order_by(llm_models.c.id).limit(limit)
    query = query if after is None else query.where(llm_models.c.id > after)
    return [CatalogueModel(*found) for found in await connection.execute(query)]


async def count_models(connection: AsyncConnection, wanted: ModelFilter) -> int:
    query = select(func.count()).select_from(llm_models).where(*wanted.conditions())
    return (await connection.execute(query)).scalar_one()


async def providers(connection: AsyncConnection) -> list[str]:
    query = select(llm_models.c.provider).distinct().order_by(llm_models.c.provider)
    return list((await connection.execute(query)).scalars())


async def models_named(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, CatalogueModel]:
    rows = await connection.execute(select(*_ROW).where(llm_models.c.id.in_(ids)))
    return {found.id: CatalogueModel(*found) for found in rows}


async def switch_models(
    connection: AsyncConnection, ids: Sequence[str], *, enabled: bool, price: Price | None = None
) -> set[str]:
    """Switch these on or off, at this price where it is given; returns the ids there are."""
    values: dict[str, object] = {"enabled": enabled}
    if price is not None:
        values |= {f"{name}_price": amount for name, amount in price._asdict().items()} | {"own_price": True}
    these = update(llm_models).where(llm_models.c.id.in_(ids)).values(values)
    return set((await connection.execute(these.returning(llm_models.c.id))).scalars())
