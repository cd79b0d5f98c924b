"""Who came by whose link: told by the first link alone."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.subscribers_schema import referrals


async def refer(connection: AsyncConnection, chat_id: int, code: str) -> None:
    row = insert(referrals).values(chat_id=chat_id, code=code)
    await connection.execute(row.on_conflict_do_nothing())
