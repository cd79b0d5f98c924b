"""What waits for the bot: updates until they are confirmed, fetched by one poller or sent to a webhook."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

from maxsignal_cli.telegram.wire import RefusalError, Shape

MOST = 100
SUPERSEDED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Updates:
    def __init__(self) -> None:
        self.waiting: list[Shape] = []
        self.next_id = 1
        self._allowed: Sequence[str] = ()
        self._poll = 0
        self._news = asyncio.Condition()

    def restore(self, update: Shape) -> None:
        self.waiting.append(update)
        self.next_id = max(self.next_id, _id(update) + 1)

    def confirm(self, offset: int) -> None:
        """Forget what the offset confirms; a negative one keeps that many of the last."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [one for one in self.waiting if _id(one) >= offset]

    async def add(self, update: Shape) -> Shape:
        """Queue an update; one that brings its own id keeps it, so that a repetition can be played."""
        given = update.get("update_id")
        full: Mapping[str, object] = {
            **update,
            "update_id": given if isinstance(given, int) else self.next_id,
        }
        async with self._news:
            self.restore(full)
            self._news.notify_all()
        return full

    async def poll(self, limit: int, wait_s: float, allowed: Sequence[str] | None) -> list[Shape]:
        """Answer at once or when something comes; a newer poll ends this one."""
        self._poll += 1
        mine = self._poll
        if allowed is not None:
            self._allowed = allowed
        async with self._news:
            self._news.notify_all()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._news.wait_for(lambda: mine != self._poll or self._wanted())
        if mine != self._poll:
            raise RefusalError(409, SUPERSEDED)
        return self._wanted()[: min(max(limit, 1), MOST)]

    async def first(self) -> Shape:
        """The oldest update, when there is one: what a webhook gets next."""
        async with self._news:
            await self._news.wait_for(self._wanted)
        return self._wanted()[0]

    def _wanted(self) -> list[Shape]:
        """What the bot asked for; an update of no kind passes."""
        if not self._allowed:
            return self.waiting
        return [
            one
            for one in self.waiting
            if not (kinds := set(one) - {"update_id"}) or kinds & set(self._allowed)
        ]


def _id(update: Shape) -> int:
    return int(str(update["update_id"]))
