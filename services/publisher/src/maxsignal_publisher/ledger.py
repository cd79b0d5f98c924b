"""The delivery ledger as one bot uses it: each method is one transaction."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.errors import OutageError
from maxsignal_common.store import deliveries, pictures, subscribers
from maxsignal_common.store.database import Database
from maxsignal_common.store.deliveries import Delivery
from maxsignal_publisher.domain import (
    Pace,
    Pause,
    PauseReason,
    State,
    Verdict,
    recovered,
    silence_s,
    slowed,
)


@dataclass(frozen=True)
class Limits:
    """Messages per second of the bot and of one chat; how long a claim holds."""

    rate: float
    chat_rate: float
    lease_s: float


class Claim(NamedTuple):
    """What to send now; without any, seconds until it is worth asking again (None: nothing is due)."""

    deliveries: list[Delivery]
    wait_s: float | None = None


class Ledger:
    def __init__(self, database: Database, bot_id: int, limits: Limits) -> None:
        self._database = database
        self._bot_id = bot_id
        self._limits = limits

    async def register(self, *, channel: int | None = None) -> None:
        """Make the bot known; a restart is how a new token comes, so a refused one is forgotten."""
        async with self._database.begin() as connection:
            await deliveries.add_bot(
                connection,
                self._bot_id,
                rate=self._limits.rate,
                channel_id=channel,
                forget=PauseReason.UNAUTHORIZED,
            )

    async def claim(self, limit: int) -> Claim:
        """Take due rows, as many as the pace of the whole bot allows now."""
        async with self._database.begin() as connection:
            if not await deliveries.any_due(connection):
                return Claim([])
            bot = await deliveries.bot_state(connection, self._bot_id, lock=True)
            pace = Pace(self._limits.rate * bot.pace, bot.next_send_at)
            if wait_s := silence_s(bot.now, bot.paused_until, pace):
                return Claim([], wait_s)
            found = await deliveries.claim(
                connection,
                token=uuid4(),
                limit=min(limit, pace.permits(bot.now)),
                lease_s=self._limits.lease_s,
            )
            if found:
                await deliveries.spend(
                    connection,
                    self._bot_id,
                    next_send_at=pace.spend(len(found), bot.now).next_at,
                    pace=recovered(bot.pace, len(found)),
                )
            return Claim(found)

    async def start(self, delivery: Delivery) -> bool:
        """Record that the call is about to be made; False hands the row back instead."""
        async with self._database.begin() as connection:
            started = await deliveries.start(
                connection, delivery, bot_id=self._bot_id, lease_s=self._limits.lease_s
            )
            if not started:
                # Nothing was sent yet, so even a row that says `sending` may be queued again.
                unsent = (State.CLAIMED, State.SENDING)
                await deliveries.move(connection, delivery, State.QUEUED, allowed=unsent)
            return started

    async def settle(self, delivery: Delivery, verdict: Verdict) -> bool:
        """Write down what the call meant; False when the row is no longer ours to move."""
        async with self._database.begin() as connection:
            if verdict.pause:
                await self._pause(connection, verdict.pause)
            moved = await deliveries.move(
                connection,
                delivery,
                verdict.state,
                allowed=verdict.allowed,
                error=verdict.detail,
                message_id=verdict.message_id,
                charged=verdict.charged,
                sent_as=verdict.sent_as,
                hold_s=verdict.hold_s,
                chat_pause_s=1 / self._limits.chat_rate,
            )
            if moved and verdict.migrated_to is not None:
                await subscribers.relocate(connection, delivery.chat_id, verdict.migrated_to)
            elif moved and verdict.state is State.BLOCKED:
                await subscribers.deactivate(connection, delivery.chat_id, verdict.detail or "")
            return moved

    async def _pause(self, connection: AsyncConnection, pause: Pause) -> None:
        bot = await deliveries.bot_state(connection, self._bot_id, lock=True)
        throttled = pause.reason is PauseReason.THROTTLED
        pace = slowed(bot.pace, bot.now, bot.paused_until) if throttled else bot.pace
        await deliveries.pause(
            connection, self._bot_id, seconds=pause.seconds, reason=pause.reason, pace=pace
        )

    async def file_id(self, picture: str) -> str | None:
        async with self._database.begin() as connection:
            return await pictures.file_id(connection, self._bot_id, picture)

    async def keep_file(self, picture: str, name: str) -> None:
        async with self._database.begin() as connection:
            await pictures.keep_file(connection, self._bot_id, picture, name)

    async def forget_file(self, picture: str, name: str) -> None:
        async with self._database.begin() as connection:
            await pictures.forget_file(connection, self._bot_id, picture, name)

    async def png(self, picture: str) -> bytes | None:
        async with self._database.begin() as connection:
            return await pictures.picture_png(connection, picture)

    async def check_authorized(self) -> None:
        """Readiness: red from the moment Telegram refuses the token until the bot tries again."""
        async with self._database.begin() as connection:
            bot = await deliveries.bot_state(connection, self._bot_id)
        if bot.pause_reason == PauseReason.UNAUTHORIZED:
            raise OutageError("telegram_unauthorized", "Telegram refuses the bot's token; messages wait")
