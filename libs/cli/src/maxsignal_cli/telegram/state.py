"""What the stand-in remembers: messages received (the ground truth), updates to hand out, faults to act."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from maxsignal_cli.telegram.limits import Entity
from maxsignal_cli.telegram.wire import RefusalError

type ChatId = int | str

DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    403: "Forbidden: bot was blocked by the user",
    429: "Too Many Requests: retry after {retry_after}",
    502: "Bad Gateway",
}


class Received(BaseModel):
    """One message as a user has it."""

    model_config = ConfigDict(frozen=True)

    chat_id: ChatId
    message_id: int
    at: AwareDatetime
    method: str
    text: str
    entities: tuple[Entity, ...] = ()
    photo_bytes: int | None = None
    reply_to: int | None = None


class Fault(BaseModel):
    """One scripted failure; fields left out match everything. `times: null` means always.

    `drop` accepts the message and cuts the connection without an answer; `delay_s` holds the answer back.
    """

    model_config = ConfigDict(extra="forbid")

    chat_id: ChatId | None = None
    method: str | None = None
    status: int | None = None
    description: str | None = None
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    drop: bool = False
    delay_s: float = 0
    times: int | None = 1

    def matches(self, method: str, chat_id: object) -> bool:
        right_method = self.method is None or self.method.lower() == method.lower()
        right_chat = self.chat_id is None or str(self.chat_id) == str(chat_id)
        return self.times != 0 and right_method and right_chat

    def refusal(self, status: int) -> RefusalError:
        words = self.description or DESCRIPTIONS.get(status, "Internal Server Error")
        found = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        parameters = {name: value for name, value in found.items() if value is not None}
        return RefusalError(status, words.format(retry_after=self.retry_after), parameters)


class State:
    """Kept in memory; messages also as JSON lines, so that they outlive the process."""

    def __init__(self, file: Path | None = None) -> None:
        self.messages: list[Received] = []
        self.faults: list[Fault] = []
        self.revoked: set[str] = set()
        self._file = file
        self._updates: list[Mapping[str, object]] = []
        self._next_update = 1
        self._news = asyncio.Condition()
        if file:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file and file.exists():
            file.chmod(0o600)
            lines = file.read_text().splitlines()
            self.messages = [Received.model_validate_json(line) for line in lines]

    def forget(self) -> None:
        """Start anew."""
        self.messages.clear()
        self.faults.clear()
        self.revoked.clear()
        self._updates.clear()
        if self._file:
            self._file.unlink(missing_ok=True)

    @property
    def next_message_id(self) -> int:
        return self.messages[-1].message_id + 1 if self.messages else 1

    def receive(self, message: Received) -> None:
        self.messages.append(message)
        if self._file:
            # What people are written is theirs: nobody else on the machine reads it.
            with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
                file.write(message.model_dump_json() + "\n")

    def received(self, chat_id: str | None = None) -> list[Received]:
        return [one for one in self.messages if chat_id is None or str(one.chat_id) == chat_id]

    def take_fault(self, method: str, chat_id: object) -> Fault | None:
        for fault in self.faults:
            if fault.matches(method, chat_id):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    async def inject(self, update: Mapping[str, object]) -> int:
        """Queue an update; one that brings its own id keeps it, so that a repetition can be played."""
        given = update.get("update_id")
        update_id = given if isinstance(given, int) else self._next_update
        self._next_update = max(self._next_update, update_id + 1)
        async with self._news:
            self._updates.append({**update, "update_id": update_id})
            self._news.notify_all()
        return update_id

    async def updates(self, offset: int, limit: int, wait_s: float) -> list[Mapping[str, object]]:
        """Forget what is confirmed by the offset, then answer at once or when something comes."""
        self._updates = [one for one in self._updates if int(str(one["update_id"])) >= offset]
        with suppress(TimeoutError):
            async with self._news, asyncio.timeout(wait_s):
                await self._news.wait_for(lambda: self._updates)
        return self._updates[:limit]
