"""What the publisher does with a post: queue its messages, wake the loops, never wait for Telegram."""

import structlog
from nats.aio.msg import Msg

from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import PostMerged, PublishPost, RunFailed
from maxsignal_common.store.database import Database
from maxsignal_common.store.rounds import open_round
from maxsignal_publisher.sending import Signals

log = structlog.get_logger(__name__)


class Handlers:
    def __init__(self, database: Database, publisher: Publisher, signals: Signals) -> None:
        self._database = database
        self._publisher = publisher
        self._signals = signals

    async def on_post_merged(self, event: PostMerged) -> None:
        if event.auto_publish:
            await self._queue(event)

    async def on_publish_post(self, event: PublishPost) -> None:
        await self._queue(event)

    async def _queue(self, event: PostMerged | PublishPost) -> None:
        async with self._database.begin() as connection:
            messages = await open_round(
                connection, run_id=event.run_id, request_id=event.event_id(), posts=event.posts
            )
        log.info("post_queued", messages=messages)
        self._signals.posts_queued()

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """A post that can never be queued ends its run, with the reason."""
        try:
            event = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        failed = RunFailed(run_id=event.run_id, stage="publisher", code=error.code, detail=error.detail)
        await self._publisher.publish(failed)
