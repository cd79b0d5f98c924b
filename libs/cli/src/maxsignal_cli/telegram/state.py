"""Everything the stand-in remembers, bot by bot."""

from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.chats import Message, Person
from maxsignal_cli.telegram.faults import Faults, Pace
from maxsignal_cli.telegram.journal import Journal
from maxsignal_cli.telegram.photos import Photos
from maxsignal_common.clock import Clock

NOBODY = 0


class _Record(BaseModel):
    """One line of the journal."""

    message: Message | None = None
    person: Person | None = None
    bot: int = NOBODY
    update: dict[str, object] | None = None
    confirmed: int | None = None


class State:
    """`default_bot` is whom people meet before any bot has called."""

    def __init__(self, clock: Clock, file: Path | None = None, default_bot: int = NOBODY) -> None:
        self.clock = clock
        self.faults = Faults()
        self.pace = Pace()
        self.revoked: set[str] = set()
        self.bots: dict[int, Bot] = {}
        self.outcomes: dict[str, Counter[str]] = {}
        self.photos = Photos(file.parent / "photos" if file else None)
        self._journal = Journal(file)
        self._default = default_bot
        self._load()

    def _load(self) -> None:
        for line in self._journal.read():
            record = _Record.model_validate(line)
            if record.message:
                self.bot(record.message.bot_id).restore(record.message)
            if record.person:
                self.bot(record.person.bot_id).chat(record.person.chat_id).person = record.person
            if record.update:
                self.bot(record.bot).updates.restore(record.update)
            if record.confirmed is not None:
                self.bot(record.bot).updates.confirm(record.confirmed)

    def forget(self) -> None:
        """Start anew."""
        self.faults.heal()
        self.revoked.clear()
        self.bots.clear()
        self.outcomes.clear()
        self.pace = Pace()
        self.photos.forget()
        self._journal.forget()

    def close(self) -> None:
        self._journal.close()

    def bot(self, bot_id: int) -> Bot:
        """A bot is made by its first call; what was prepared for nobody yet becomes its own."""
        if bot_id not in self.bots and NOBODY in self.bots:
            self.bots[bot_id] = self.bots.pop(NOBODY).named(bot_id)
        if bot_id not in self.bots:
            self.bots[bot_id] = Bot(bot_id, self.clock, self._journal, self.photos)
            self.bots[bot_id].gate.pace = self.pace
        return self.bots[bot_id]

    def any_bot(self) -> Bot:
        """The bot that people mean when they name none."""
        return next(iter(self.bots.values()), None) or self.bot(self._default)

    def limit(self, pace: Pace) -> None:
        self.pace = pace
        for bot in self.bots.values():
            bot.gate.pace = pace

    def count(self, method: str, outcome: str) -> None:
        self.outcomes.setdefault(method, Counter())[outcome] += 1

    def received(self, chat_id: str | None = None) -> list[Message]:
        """What bots have sent, in order, of one chat or of all."""
        return [
            message
            for bot in self.bots.values()
            for message in bot.messages()
            if message.by_bot and chat_id in (None, str(message.chat_id))
        ]
