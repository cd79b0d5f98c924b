"""Who receives posts, and how: a chat is active until it stops or Telegram says that it is gone."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Preferences
from maxsignal_common.store.schema import subscribers
from maxsignal_common.store.subscribers_schema import preferences

# Why a chat is inactive that an operator has paused.
PAUSED = "paused"

# What is claimed was not sent yet; whoever holds it finds at its start that it is his no more.
BLOCK_WAITING = text(
    """
    UPDATE deliveries SET state = 'blocked', error = :reason, updated_at = now()
    WHERE chat_id = :chat_id AND state IN ('queued', 'claimed')
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
COPY_PREFERENCES = text(
    """
    INSERT INTO preferences (chat_id, chosen) SELECT :new, chosen FROM preferences WHERE chat_id = :old
    ON CONFLICT (chat_id) DO NOTHING
    """
)
READDRESS_WAITING = text(
    """
    UPDATE deliveries d SET chat_id = :new WHERE chat_id = :old AND state = 'queued' AND NOT EXISTS (
        SELECT 1 FROM deliveries n WHERE n.post_id = d.post_id AND n.part = d.part AND n.chat_id = :new)
    """
)


class Subscriber(NamedTuple):
    chat_id: int
    language: Language
    active: bool
    preferences: Preferences


async def find_subscriber(
    connection: AsyncConnection, chat_id: int, *, lock: bool = False
) -> Subscriber | None:
    """One chat, active or not; with `lock` nobody else changes it until this transaction ends."""
    query = _SUBSCRIBERS.where(subscribers.c.chat_id == chat_id)
    row = (await connection.execute(query.with_for_update(of=subscribers) if lock else query)).first()
    return _subscriber(row) if row else None


async def active_subscribers(
    connection: AsyncConnection, chat_ids: Collection[int] | None = None
) -> list[Subscriber]:
    """Everyone who may be sent to, or those of the given chats, by chat id."""
    query = _SUBSCRIBERS.where(subscribers.c.active).order_by(subscribers.c.chat_id)
    if chat_ids is not None:
        query = query.where(subscribers.c.chat_id.in_(chat_ids))
    return [_subscriber(row) for row in await connection.execute(query)]


_SUBSCRIBERS = select(
    subscribers.c.chat_id, subscribers.c.language, subscribers.c.active, preferences.c.chosen
).join_from(subscribers, preferences, isouter=True)


def _subscriber(row: Row[*tuple[Any, ...]]) -> Subscriber:
    chosen = Preferences.model_validate(row.chosen or {})
    return Subscriber(row.chat_id, Language(row.language), row.active, chosen)


async def register(connection: AsyncConnection, chat_id: int, language: Language) -> bool:
    """Make the chat an active subscriber; one that was here before keeps its language. True if it is new."""
    row = insert(subscribers).values(chat_id=chat_id, language=language)
    again = {"active": True, "inactive_reason": None}
    upsert = row.on_conflict_do_update(index_elements=["chat_id"], set_=again)
    return bool((await connection.execute(upsert.returning(text("old.chat_id IS NULL")))).scalar_one())


async def speak(connection: AsyncConnection, chat_id: int, language: Language) -> None:
    """Change the language of what comes from now on."""
    this = update(subscribers).where(subscribers.c.chat_id == chat_id)
    await connection.execute(this.values(language=language, updated_at=func.now()))


async def reactivate(connection: AsyncConnection, chat_id: int, *, unless: str) -> None:
    """The chat can be reached again; one that is silent for the reason `unless` stays so."""
    row = subscribers.c
    this = (row.chat_id == chat_id) & (row.inactive_reason.is_distinct_from(unless))
    awake = {"active": True, "inactive_reason": None, "updated_at": func.now()}
    await connection.execute(update(subscribers).where(this).values(awake))


async def resume(connection: AsyncConnection, chat_id: int) -> bool:
    """End an operator's pause; False where it was none."""
    row = subscribers.c
    paused = (row.chat_id == chat_id) & (row.inactive_reason == PAUSED)
    awake = {"active": True, "inactive_reason": None, "updated_at": func.now()}
    woken = await connection.execute(update(subscribers).where(paused).values(awake).returning(row.chat_id))
    return woken.scalar() is not None


async def know_as(connection: AsyncConnection, chat_id: int, name: str) -> None:
    """Keep what Telegram calls the chat now."""
    other = (subscribers.c.chat_id == chat_id) & (subscribers.c.name != name)
    await connection.execute(update(subscribers).where(other).values(name=name))


async def choose(connection: AsyncConnection, chat_id: int, chosen: Preferences) -> None:
    """Keep what the subscriber wants from now on."""
    row = insert(preferences).values(
        chat_id=chat_id, chosen=chosen.model_dump(mode="json", exclude_defaults=True)
    )
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["chat_id"], set_={"chosen": row.excluded.chosen, "updated_at": text("now()")}
        )
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
    for statement in (COPY_SUBSCRIBER, COPY_PREFERENCES, READDRESS_WAITING):
        await connection.execute(statement, {"old": old, "new": new})
    await deactivate(connection, old, f"migrated to {new}")
