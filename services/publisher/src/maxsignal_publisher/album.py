"""Pictures of messages: uploaded once for a bot, known by Telegram's id ever after.

Whoever comes first uploads; others of this process wait for the id instead of uploading the same bytes.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog

from maxsignal_common.clock import Clock
from maxsignal_common.store.deliveries import Delivery
from maxsignal_publisher.domain import Answer, SentAs
from maxsignal_publisher.ledger import Ledger
from maxsignal_publisher.outages import waited_out

log = structlog.get_logger(__name__)

# Telegram's id, the bytes to upload, or nothing to show.
type Photo = str | bytes | None


class Album:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._ids: dict[str, str] = {}
        self._uploads: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def opened(self, delivery: Delivery) -> AsyncIterator[Photo]:
        """The picture as this message shows it; held until the call is over if it has to be uploaded."""
        picture = delivery.message.picture
        match delivery.sent_as:
            case SentAs.FILE if picture in self._ids:
                yield self._ids[picture]
            case SentAs.FILE if picture:
                async with self._uploads[picture]:
                    yield await self._file_id(picture) or await self._png(picture)
            case SentAs.UPLOAD if picture:
                yield await self._png(picture)
            case _:
                yield None

    async def note(self, delivery: Delivery, photo: Photo, answer: Answer, now_as: SentAs | None) -> None:
        """Remember the id of what was uploaded, forget one that was refused."""
        picture = delivery.message.picture
        if picture is None:
            return
        if isinstance(photo, bytes) and answer.file_id:
            self._ids[picture] = answer.file_id
            await waited_out(self._clock, partial(self._ledger.keep_file, picture, answer.file_id))
        elif isinstance(photo, str) and now_as is SentAs.UPLOAD:
            self._ids.pop(picture, None)
            await waited_out(self._clock, partial(self._ledger.forget_file, picture, photo))

    async def _file_id(self, picture: str) -> str | None:
        if picture not in self._ids:
            known = await waited_out(self._clock, partial(self._ledger.file_id, picture))
            if known:
                self._ids[picture] = known
        return self._ids.get(picture)

    async def _png(self, picture: str) -> bytes | None:
        png = await waited_out(self._clock, partial(self._ledger.png, picture))
        if png is None:
            log.error("picture_missing", picture=picture)
        return png
