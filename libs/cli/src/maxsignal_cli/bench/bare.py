"""The floor of a broadcast: aiogram in a loop, as its own examples do it, that remembers nothing.

It obeys a 429 by sleeping, as one must, and takes whatever else fails for the end of that message.
"""

from dataclasses import dataclass
from time import perf_counter

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import BufferedInputFile

from maxsignal_cli.bench.broadcast import FIRST_CHAT, PNG, Broadcast
from maxsignal_common.clock import Clock

TOKEN = "43:bare"  # noqa: S105 - accepted by the local stand-in only


@dataclass(frozen=True)
class BareFigures:
    sent: int
    given_up: int
    seconds: float

    @property
    def per_second(self) -> float:
        return round(self.sent / self.seconds, 1)


async def bare_loop(telegram_url: str, plan: Broadcast, clock: Clock) -> BareFigures:
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram_url), timeout=3)
    began = perf_counter()
    async with Bot(TOKEN, session=session) as bot:
        loop = _Loop(bot, clock)
        for chat in range(FIRST_CHAT + 1, FIRST_CHAT + 1 + plan.subscribers):
            for part in range(plan.bodies + 1):
                await loop.send(chat, part)
    return BareFigures(loop.sent, loop.given_up, perf_counter() - began)


class _Loop:
    def __init__(self, bot: Bot, clock: Clock) -> None:
        self.sent = self.given_up = 0
        self._bot = bot
        self._clock = clock
        self._file: str | None = None

    async def send(self, chat: int, part: int) -> None:
        while True:
            try:
                await (self._text(chat, part) if part else self._photo(chat))
            except TelegramRetryAfter as flood:
                await self._clock.sleep(flood.retry_after)
            except AiogramError:
                self.given_up += 1
                return
            else:
                self.sent += 1
                return

    async def _photo(self, chat: int) -> None:
        photo = self._file or BufferedInputFile(PNG, "chart.png")
        sent = await self._bot.send_photo(chat, photo, caption="summary")
        self._file = sent.photo[-1].file_id if sent.photo else None

    async def _text(self, chat: int, part: int) -> None:
        await self._bot.send_message(chat, f"part {part}", disable_notification=True)
