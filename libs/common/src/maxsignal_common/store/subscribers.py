"""Who receives posts: a chat is active until Telegram says that it is gone or has moved."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.store.schema import subscribers

BLOCK_WAITING = text(
    """
    UPDATE deliveries SET state = 'blocked', error = :reason, updated_at = now()
    WHERE chat_id = :chat_id AND state = 'queued'
    """
)
DEACTIVATE = text(
    """
    UPDATE subscribers SET active = false, inactive_reason = :reason, updated_at = now()
    WHERE chat_id = :chat_id
    """
)
COPY_SUBSCRIBER = text(
    """
    INSERT INTO subscribers (chat_id, language) SELECT :new, language FROM subscribers WHERE chat_id = :old
    ON CONFLICT (chat_id) DO UPDATE SET active = true, inactive_reason = NULL, updated_at = now()
    """
)
READDRESS_WAITING = text(
    """
    UPDATE deliveries d SET chat_id = :new WHERE chat_id = :old AND state = 'queued' AND NOT EXISTS (
        SELECT 1 FROM deliveries n WHERE n.post_id = d.post_id AND n.part = d.part AND n.chat_id = :new)
    """
)


async def subscribe(connection: AsyncConnection, chat_id: int, language: Language) -> None:
    """Make the chat an active subscriber, again if need be."""
    row = insert(subscribers).values(chat_id=chat_id, language=language)
    again = {"language": language, "active": True, "inactive_reason": None}
    await connection.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=again))


async def deactivate(connection: AsyncConnection, chat_id: int, reason: str) -> None:
    """The chat takes no more messages; what waits for it is blocked."""
    for statement in (BLOCK_WAITING, DEACTIVATE):
        await connection.execute(statement, {"chat_id": chat_id, "reason": reason})


async def relocate(connection: AsyncConnection, old: int, new: int) -> None:
    """A group became a supergroup: its subscription and what waits for it follow to the new id."""
    for statement in (COPY_SUBSCRIBER, READDRESS_WAITING):
        await connection.execute(statement, {"old": old, "new": new})
    await deactivate(connection, old, f"migrated to {new}")
