"""What a subscriber can choose from."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.schema import analyses, instruments


class TopicNames(NamedTuple):
    instruments: list[str]
    analyses: list[str]


async def topic_names(connection: AsyncConnection) -> TopicNames:
    """Instruments that are switched on and analyses that are not put away, by name."""
    markets = select(instruments.c.id).where(instruments.c.enabled).order_by(instruments.c.id)
    kinds = select(analyses.c.name).where(~analyses.c.archived).order_by(analyses.c.name)
    return TopicNames(
        list((await connection.execute(markets)).scalars()), list((await connection.execute(kinds)).scalars())
    )
