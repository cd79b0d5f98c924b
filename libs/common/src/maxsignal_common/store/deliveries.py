"""The delivery ledger: one row per (part, chat) of a post, moved only by whoever holds its token.

queued -> claimed (lease, safe to hand back) -> sending (may have reached the user) -> sent | blocked | failed
| unknown. The database's clock decides leases and pauses, so that all publishers of a bot agree on them.
`queueing` fills it, `resolving` is what an operator may do to it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.rendered import PostPart, TextEntity
from maxsignal_common.store.deliveries_schema import telegram_bots
from maxsignal_common.store.queueing import KEYBOARD, Message

_ENTITIES = TypeAdapter(tuple[TextEntity, ...])


class Delivery(NamedTuple):
    """A claimed row: `token` proves the claim in every later move.

    `answers` is the message of this chat that it replies to, `sent_as` how its picture goes, if it has one.
    """

    id: UUID
    token: UUID
    chat_id: int
    message: Message
    sent_as: str
    silent: bool = False
    answers: int | None = None
    attempts: int = 0


class BotState(NamedTuple):
    """What all publishers of one bot share; `now` is the database's, `pace` the share of its rate in use."""

    now: datetime
    next_send_at: datetime | None
    paused_until: datetime | None
    pause_reason: str | None
    pace: float


async def add_bot(
    connection: AsyncConnection, bot_id: int, *, rate: float, channel_id: int | None, forget: str
) -> None:
    """Make the bot and its settings known; a pause for the reason `forget` ends."""
    told = {"rate": rate, "channel_id": channel_id}
    row = insert(telegram_bots).values(id=bot_id, **told)
    await connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=told))
    refused = (telegram_bots.c.id == bot_id) & (telegram_bots.c.pause_reason == forget)
    speaks = {"paused_until": None, "pause_reason": None}
    await connection.execute(update(telegram_bots).where(refused).values(speaks))


async def name_bot(connection: AsyncConnection, bot_id: int, username: str) -> None:
    """Keep what Telegram calls the bot."""
    row = insert(telegram_bots).values(id=bot_id, username=username)
    named = row.on_conflict_do_update(
        index_elements=["id"], set_={"username": username}, where=telegram_bots.c.username != username
    )
    await connection.execute(named)


async def bot_state(connection: AsyncConnection, bot_id: int, *, lock: bool = False) -> BotState:
    """Read the bot; with `lock` no other publisher claims until this transaction ends."""
    bot = telegram_bots.c
    query = select(func.clock_timestamp(), bot.next_send_at, bot.paused_until, bot.pause_reason, bot.pace)
    query = query.where(bot.id == bot_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one()
    return BotState(*row)


async def spend(
    connection: AsyncConnection, bot_id: int, *, next_send_at: datetime | None, pace: float
) -> None:
    """The bot speaks: its pace moves on, and the reason of an earlier pause is history."""
    this = update(telegram_bots).where(telegram_bots.c.id == bot_id)
    await connection.execute(this.values(next_send_at=next_send_at, pause_reason=None, pace=pace))


PAUSE = text(
    """
    UPDATE telegram_bots SET pause_reason = :reason, pace = :pace,
        paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => :seconds))
    WHERE id = :bot_id
    """
)


async def pause(
    connection: AsyncConnection, bot_id: int, *, seconds: float, reason: str, pace: float
) -> None:
    """Stop every publisher of this bot for a while; a longer pause stays."""
    await connection.execute(PAUSE, {"bot_id": bot_id, "seconds": seconds, "reason": reason, "pace": pace})


ANY_DUE = text(
    """
    SELECT EXISTS (
        SELECT 1 FROM deliveries
        WHERE state = 'queued' AND coalesce(not_before, '-infinity') <= now()
            AND coalesce(held_until, '-infinity') <= now())
    """
)


async def any_due(connection: AsyncConnection) -> bool:
    """Whether it is worth locking the bot: an idle publisher should write nothing."""
    return bool((await connection.execute(ANY_DUE)).scalar_one())


# One row per chat is in flight, the first by (rank, seq): parts arrive in order, and a chat's pace counts
# from the end of its last send. What quiet hours hold stands in nobody's way; what was throttled does.
CLAIM = text(
    """
    WITH due AS (
        SELECT d.id FROM deliveries d JOIN subscribers s ON s.chat_id = d.chat_id
        WHERE d.state = 'queued'
            AND coalesce(d.not_before, '-infinity') <= now()
            AND coalesce(d.held_until, '-infinity') <= now()
            AND coalesce(s.next_send_at, '-infinity') <= now()
            AND NOT EXISTS (
                SELECT 1 FROM deliveries e
                WHERE e.chat_id = d.chat_id AND e.state IN ('queued', 'claimed', 'sending')
                    AND (e.state <> 'queued' OR (e.rank, e.seq) < (d.rank, d.seq)
                        AND coalesce(e.not_before, '-infinity') <= now()))
        ORDER BY d.rank, d.seq
        LIMIT :limit FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE deliveries d SET state = 'claimed', token = :token,
        lease_until = now() + make_interval(secs => :lease), updated_at = now()
    FROM due, post_parts p
    WHERE d.id = due.id AND p.post_id = d.post_id AND p.language = d.language AND p.part = d.part
    RETURNING d.id, d.token, d.chat_id, d.sent_as, d.silent, d.more, d.attempts,
        p.text, CAST(p.entities AS text) AS entities, p.picture, CAST(p.keyboard AS text) AS keyboard, (
            SELECT o.message_id FROM deliveries o
            WHERE o.post_id = d.reply_to AND o.part IN (0, 1) AND o.chat_id = d.chat_id AND o.id <> d.id
                AND o.message_id IS NOT NULL
            ORDER BY o.part LIMIT 1
        ) AS answers
    """
)


# Until a new broadcast is in the statistics, the planner would sort all of it at each claim (measured at
# 28,000 waiting rows: 250 ms; along the index of (rank, seq): 0.5 ms).
IN_ORDER = text("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")


async def claim(connection: AsyncConnection, *, token: UUID, limit: int, lease_s: float) -> list[Delivery]:
    """Take up to `limit` due rows; only while the bot is locked (`bot_state`), for its pace."""
    await connection.execute(IN_ORDER)
    rows = await connection.execute(CLAIM, {"token": token, "limit": limit, "lease": lease_s})
    return [_claimed(row) for row in rows]


def _claimed(row: Row[*tuple[Any, ...]]) -> Delivery:
    lines = (
        tuple(button for button in line if row.more or not button.more)
        for line in KEYBOARD.validate_json(row.keyboard)
    )
    message = Message(
        PostPart(text=row.text, entities=_ENTITIES.validate_json(row.entities)),
        row.picture,
        tuple(line for line in lines if line),
    )
    about = (row.sent_as, row.silent, row.answers, row.attempts)
    return Delivery(row.id, row.token, row.chat_id, message, *about)


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
            held_until = now() + make_interval(secs => :hold), sent_as = coalesce(:sent_as, sent_as),
            updated_at = now()
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
    sent_as: str | None = None,
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
        "sent_as": sent_as,
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
