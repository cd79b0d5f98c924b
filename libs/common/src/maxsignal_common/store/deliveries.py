"""The delivery ledger: one row per (part, chat) of a post, moved only by whoever holds its token.

queued -> claimed (lease, safe to hand back) -> sending (may have reached the user) -> sent | blocked | failed
| unknown. The database's clock decides leases and pauses, so that all publishers of a bot agree on them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.events import PostPart, TextEntity
from maxsignal_common.store.schema import telegram_bots

_ENTITIES = TypeAdapter(tuple[TextEntity, ...])


class Delivery(NamedTuple):
    """A claimed row: `token` proves the claim in every later move."""

    id: UUID
    token: UUID
    chat_id: int
    part: PostPart


class BotState(NamedTuple):
    """What all publishers of one bot share; `now` is the database's."""

    now: datetime
    next_send_at: datetime | None
    paused_until: datetime | None
    pause_reason: str | None


async def add_bot(connection: AsyncConnection, bot_id: int, *, forget: str) -> None:
    """Make the bot known; if it is, a pause for the reason `forget` ends."""
    row = insert(telegram_bots).values(id=bot_id)
    speaks = {"paused_until": None, "pause_reason": None}
    forgotten = telegram_bots.c.pause_reason == forget
    await connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=speaks, where=forgotten))


async def bot_state(connection: AsyncConnection, bot_id: int, *, lock: bool = False) -> BotState:
    """Read the bot; with `lock` no other publisher claims until this transaction ends."""
    bot = telegram_bots.c
    query = select(func.clock_timestamp(), bot.next_send_at, bot.paused_until, bot.pause_reason)
    query = query.where(bot.id == bot_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one()
    return BotState(*row)


async def spend(connection: AsyncConnection, bot_id: int, next_send_at: datetime | None) -> None:
    """The bot speaks: its pace moves on, and the reason of an earlier pause is history."""
    this = update(telegram_bots).where(telegram_bots.c.id == bot_id)
    await connection.execute(this.values(next_send_at=next_send_at, pause_reason=None))


PAUSE = text(
    """
    UPDATE telegram_bots SET pause_reason = :reason,
        paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => :seconds))
    WHERE id = :bot_id
    """
)


async def pause(connection: AsyncConnection, bot_id: int, *, seconds: float, reason: str) -> None:
    """Stop every publisher of this bot for a while; a longer pause stays."""
    await connection.execute(PAUSE, {"bot_id": bot_id, "seconds": seconds, "reason": reason})


ANY_DUE = text(
    """
    SELECT EXISTS (
        SELECT 1 FROM deliveries WHERE state = 'queued' AND (not_before IS NULL OR not_before <= now()))
    """
)


async def any_due(connection: AsyncConnection) -> bool:
    """Whether it is worth locking the bot: an idle publisher should write nothing."""
    return bool((await connection.execute(ANY_DUE)).scalar_one())


# One row per chat is in flight, the oldest first: posts and their parts arrive in order, and a chat's pace
# counts from the end of its last send. Every first part goes out before any second one.
CLAIM = text(
    """
    WITH due AS (
        SELECT d.id FROM deliveries d JOIN subscribers s ON s.chat_id = d.chat_id
        WHERE d.state = 'queued'
            AND (d.not_before IS NULL OR d.not_before <= now())
            AND (s.next_send_at IS NULL OR s.next_send_at <= now())
            AND NOT EXISTS (
                SELECT 1 FROM deliveries e
                WHERE e.chat_id = d.chat_id AND e.state IN ('queued', 'claimed', 'sending')
                    AND (e.state <> 'queued' OR (e.post_id, e.part) < (d.post_id, d.part)))
        ORDER BY d.post_id, d.part, d.chat_id
        LIMIT :limit FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE deliveries d SET state = 'claimed', token = :token,
        lease_until = now() + make_interval(secs => :lease), updated_at = now()
    FROM due, post_parts p
    WHERE d.id = due.id AND p.post_id = d.post_id AND p.language = d.language AND p.part = d.part
    RETURNING d.id, d.token, d.chat_id, p.text, CAST(p.entities AS text)
    """
)


async def claim(connection: AsyncConnection, *, token: UUID, limit: int, lease_s: float) -> list[Delivery]:
    """Take up to `limit` due rows; only while the bot is locked (`bot_state`), for its pace."""
    rows = await connection.execute(CLAIM, {"token": token, "limit": limit, "lease": lease_s})
    return [
        Delivery(row_id, owner, chat_id, PostPart(text=body, entities=_ENTITIES.validate_json(entities)))
        for row_id, owner, chat_id, body, entities in rows
    ]


START = text(
    """
    UPDATE deliveries
    SET state = 'sending', lease_until = now() + make_interval(secs => :lease), updated_at = now()
    WHERE id = :id AND token = :token AND state IN ('claimed', 'sending') AND lease_until > now()
        AND NOT EXISTS (SELECT 1 FROM telegram_bots WHERE id = :bot_id AND paused_until > now())
    RETURNING 1
    """
)


async def start(connection: AsyncConnection, delivery: Delivery, *, bot_id: int, lease_s: float) -> bool:
    """Say that the call is about to be made; False when the lease is lost or the bot has been paused since.

    Saying it twice is safe: a commit whose answer got lost is simply repeated.
    """
    values = {"id": delivery.id, "token": delivery.token, "bot_id": bot_id, "lease": lease_s}
    return (await connection.execute(START, values)).first() is not None


MOVE = text(
    """
    WITH moved AS (
        UPDATE deliveries SET state = :state, message_id = :message_id, error = :error,
            attempts = attempts + CAST(:charged AS integer), lease_until = NULL,
            not_before = now() + make_interval(secs => :hold), updated_at = now()
        WHERE id = :id AND token = :token AND state = ANY (:allowed)
        RETURNING chat_id
    ), paced AS (
        UPDATE subscribers SET next_send_at = now() + make_interval(secs => :chat_pause)
        FROM moved WHERE subscribers.chat_id = moved.chat_id
    )
    SELECT 1 FROM moved
    """
)


async def move(
    connection: AsyncConnection,
    delivery: Delivery,
    state: str,
    *,
    allowed: Collection[str],
    error: str | None = None,
    message_id: int | None = None,
    charged: bool = False,
    hold_s: float = 0,
    chat_pause_s: float = 0,
) -> bool:
    """Move the row if its token is still this one and it stands in an allowed state."""
    values = {
        "id": delivery.id,
        "token": delivery.token,
        "state": state,
        "allowed": list(allowed),
        "error": error,
        "message_id": message_id,
        "charged": int(charged),
        "hold": hold_s,
        "chat_pause": chat_pause_s,
    }
    return (await connection.execute(MOVE, values)).first() is not None


REAP = text(
    """
    UPDATE deliveries SET
        state = CASE state WHEN 'claimed' THEN 'queued' ELSE 'unknown' END,
        attempts = attempts + CASE state WHEN 'claimed' THEN 0 ELSE 1 END,
        error = CASE state WHEN 'claimed' THEN error ELSE 'the publisher was lost while it sent' END,
        updated_at = now()
    WHERE state IN ('claimed', 'sending') AND lease_until < now()
    RETURNING state
    """
)


async def reap(connection: AsyncConnection) -> list[str]:
    """End expired leases: what was only claimed is queued, what may have been sent is unknown for good."""
    return list((await connection.execute(REAP)).scalars())
