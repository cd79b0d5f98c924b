"""What the publisher does with a post: queue its messages, wake the loops, never wait for Telegram."""

from uuid import UUID

import structlog
from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Audience, To
from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import PlanProgressed, PostMerged, PublishPost, RunFailed
from maxsignal_common.ids import post_id
from maxsignal_common.mailing import Mailing, mailing, topic_of
from maxsignal_common.store.cancelling import was_cancelled
from maxsignal_common.store.commands import LOOKS
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.evidence import plan_of
from maxsignal_common.store.plans import told_chats
from maxsignal_common.store.queueing import Keyboard, Kind, Post, messages_of, queue
from maxsignal_common.store.received import put_in_digest
from maxsignal_common.store.rounds import asked_again, open_round, run_topic
from maxsignal_common.store.subscribers import active_subscribers
from maxsignal_publisher.buttons import under_post
from maxsignal_publisher.followups import followers, followup_of
from maxsignal_publisher.rehearsals import rehearsal
from maxsignal_publisher.sending import Signals

log = structlog.get_logger(__name__)


class Handlers:
    def __init__(
        self, database: Database, publisher: Publisher, signals: Signals, *, channel: int | None = None
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._signals = signals
        self._channel = channel

    async def on_post_merged(self, event: PostMerged) -> None:
        if event.auto_publish:
            await self._publish(event, Audience())

    async def on_publish_post(self, event: PublishPost) -> None:
        await self._publish(event, event.audience)

    async def _publish(self, event: PostMerged | PublishPost, audience: Audience) -> None:
        async with self._database.begin() as connection:
            # A long broadcast is asked for again every few seconds: that must cost nothing.
            if await asked_again(connection, event.event_id()):
                return
            if await was_cancelled(connection, event.run_id):
                log.info("post_of_cancelled_run_ignored")
                return
            out = await self._mailing(connection, event.run_id, audience)
            messages = messages_of(event.posts, await self._keyboards(connection, event))
            about = post_id(event.run_id)
            await put_in_digest(connection, run_id=event.run_id, post_id=about, due=out.digests)
            if audience.to is To.TEST:
                queued = await queue(connection, rehearsal(event, messages), out.recipients)
            elif audience.to is To.CHAT:
                # A look at the post for one person: no round, so that it is not what publishes the run.
                shown = Post(about, Kind.REPLY, messages, event.run_id)
                queued = await queue(connection, shown, out.recipients)
            else:
                queued = await open_round(
                    connection,
                    run_id=event.run_id,
                    request_id=event.event_id(),
                    messages=messages,
                    recipients=out.recipients,
                )
        log.info("post_queued", messages=queued, to=audience.to)
        self._signals.posts_queued()

    async def on_plan_progressed(self, event: PlanProgressed) -> None:
        """A reply to everyone's own message of the post; who has none, gets none."""
        about = post_id(event.run_id)
        async with self._database.begin() as connection:
            told = await active_subscribers(connection, await told_chats(connection, about))
            topic = await run_topic(connection, event.run_id)
            recipients = followers(event, topic, told, now=await database_now(connection))
            queued = 0
            if recipients:
                reply = Post(
                    event.event_id(), Kind.FOLLOWUP, followup_of(event), event.run_id, reply_to=about
                )
                queued = await queue(connection, reply, recipients)
        log.info("followup_queued", messages=queued, kind=event.kind)
        self._signals.posts_queued()

    async def _mailing(self, connection: AsyncConnection, run_id: UUID, audience: Audience) -> Mailing:
        ordered = self._channel if audience.to is To.CHANNEL else audience.chat_id
        chats = None if audience.to in (To.ALL, To.TOPIC) else [ordered] if ordered is not None else []
        subscribers = await active_subscribers(connection, chats)
        topic = topic_of(audience, await run_topic(connection, run_id))
        return mailing(audience, topic, subscribers, now=await database_now(connection))

    async def _keyboards(
        self, connection: AsyncConnection, event: PostMerged | PublishPost
    ) -> dict[Language, Keyboard]:
        instrument = (await run_topic(connection, event.run_id)).instrument
        plan = event.plan if isinstance(event, PostMerged) else await plan_of(connection, event.run_id)
        return {
            post.language: under_post(
                event.run_id,
                post.language,
                instrument=instrument,
                plan=plan,
                picture=post.picture is not None,
            )
            for post in event.posts
        }

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """A post that can never be queued ends its run, with the reason; a look for one chat ends nothing."""
        try:
            event = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        if isinstance(event, PublishPost) and event.audience.to in LOOKS:
            return
        failed = RunFailed(run_id=event.run_id, stage="publisher", code=error.code, detail=error.detail)
        await self._publisher.publish(failed)
