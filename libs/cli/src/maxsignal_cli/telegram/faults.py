"""Failures on request, and the limits that Telegram sets to how fast a bot may speak."""

import math
import random
from collections import deque
from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from maxsignal_cli.telegram.wire import RefusalError

type ChatId = int | str

WINDOW_S = 1.0
DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    403: "Forbidden: bot was blocked by the user",
    429: "Too Many Requests: retry after {retry_after}",
    502: "Bad Gateway",
}


class Fault(BaseModel):
    """One scripted failure; fields left out match everything. `times: null` means always.

    `share` hits that share of the calls, drawn with `seed`, always unless `times` is given as well. What
    hits goes on for `lasts_s`, as a flood of Telegram does: every call it matches meanwhile fails as well.
    `status` refuses; `page` with it answers a proxy's HTML instead of JSON. `drop` accepts the message and
    cuts the connection without an answer, `lose` cuts it unaccepted; `delay_s` holds the answer back.
    """

    model_config = ConfigDict(extra="forbid")

    chat_id: ChatId | None = None
    method: str | None = None
    status: int | None = None
    description: str | None = None
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    page: bool = False
    drop: bool = False
    lose: bool = False
    delay_s: float = 0
    lasts_s: float = 0
    times: int | None = 1
    share: float | None = Field(None, gt=0, le=1)
    seed: int = 0
    _dice: random.Random = PrivateAttr(default_factory=random.Random)
    _until: float = PrivateAttr(default=-math.inf)

    @model_validator(mode="after")
    def _share_is_endless(self) -> Self:
        self._dice.seed(self.seed)
        if self.share is not None and "times" not in self.model_fields_set:
            self.times = None
        return self

    def matches(self, method: str, chat_id: object) -> bool:
        right_method = self.method is None or self.method.lower() == method.lower()
        right_chat = self.chat_id is None or str(self.chat_id) == str(chat_id)
        return self.times != 0 and right_method and right_chat

    def hits(self, at: float) -> bool:
        if at < self._until:
            return True
        begins = self.share is None or self._dice.random() < self.share
        if begins:
            self._until = at + self.lasts_s
        return begins

    def refusal(self, status: int) -> RefusalError:
        words = self.description or DESCRIPTIONS.get(status, "Internal Server Error")
        found = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        parameters = {name: value for name, value in found.items() if value is not None}
        return RefusalError(status, words.format(retry_after=self.retry_after), parameters)


class Faults:
    def __init__(self) -> None:
        self._scripted: list[Fault] = []

    def script(self, faults: Iterable[Fault]) -> int:
        self._scripted.extend(faults)
        return len(self._scripted)

    def heal(self) -> None:
        self._scripted.clear()

    def take(self, method: str, chat_id: object, at: float = 0) -> Fault | None:
        """The fault of a call at a moment of any steady clock, in seconds."""
        for fault in self._scripted:
            if fault.matches(method, chat_id) and fault.hits(at):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


class Pace(BaseModel):
    """Messages within any second, of the bot and to one chat; None: no limit."""

    model_config = ConfigDict(extra="forbid")

    per_second: int | None = Field(None, ge=1)
    per_chat: int | None = Field(None, ge=1)
    retry_after: int = Field(1, ge=1)


class FloodGate:
    """Refuses what exceeds the pace; a refused call does not count."""

    def __init__(self) -> None:
        self.pace = Pace()
        self._recent: dict[ChatId | None, deque[float]] = {}

    def check(self, chat_id: ChatId, at: float) -> None:
        """`at` are seconds of any steady clock."""
        watched = ((None, self.pace.per_second), (chat_id, self.pace.per_chat))
        windows = [(self._window(key, at), most) for key, most in watched if most is not None]
        if any(len(window) >= most for window, most in windows):
            seconds = self.pace.retry_after
            raise RefusalError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        for window, _ in windows:
            window.append(at)

    def _window(self, key: ChatId | None, at: float) -> deque[float]:
        window = self._recent.setdefault(key, deque())
        while window and window[0] <= at - WINDOW_S:
            window.popleft()
        return window
