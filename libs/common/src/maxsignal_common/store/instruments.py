"""The catalogue: found by id, and what a venue teaches about an instrument."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.market import Instrument
from maxsignal_common.store.schema import instruments


async def find_instrument(connection: AsyncConnection, instrument_id: str) -> Instrument | None:
    """An instrument of the catalogue, enabled or not."""
    query = select(instruments).where(instruments.c.id == instrument_id)
    row = (await connection.execute(query)).mappings().first()
    return Instrument.model_validate(dict(row)) if row else None


async def one_of_each_exchange(connection: AsyncConnection) -> list[Instrument]:
    """For each exchange of the catalogue one instrument that trades there."""
    query = select(instruments).ext(distinct_on(instruments.c.exchange)).order_by(instruments.c.exchange)
    return [Instrument.model_validate(dict(row)) for row in (await connection.execute(query)).mappings()]


async def keep_figi(connection: AsyncConnection, instrument_id: str, figi: str) -> None:
    """Remember under which identifier the venue knows the instrument."""
    this = update(instruments).where(instruments.c.id == instrument_id)
    await connection.execute(this.values(figi=figi))
