"""Once a day, at the subscriber's hour, one message lists the posts they chose to read so."""

from collections.abc import Sequence
from functools import partial
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.clock import Clock
from maxsignal_common.preferences import Mode, Preferences, Topic
from maxsignal_common.reception import Send, reception
from maxsignal_common.rendered import PostPart
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.evidence import plan_of
from maxsignal_common.store.queueing import Kind, Message, Post, Recipient, queue
from maxsignal_common.store.received import (
    DueDigest,
    PublishedPost,
    due_digests,
    find_posts,
    mark_digest,
)
from maxsignal_common.store.subscribers import Subscriber, find_subscriber
from maxsignal_posts import moment
from maxsignal_publisher.outages import waited_out
from maxsignal_publisher.texts import texts

AT_ONCE = 50
MOST_LINES = 40
EVERY_S = 20.0


class Digests:
    """Any number of bots may run it: a digest and the lines it tells are one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        while True:
            while await waited_out(self._clock, partial(self.look, AT_ONCE)):
                pass
            await self._clock.sleep(EVERY_S)

    async def look(self, limit: int = AT_ONCE) -> int:
        """Queue what is due; returns how many digests that were."""
        async with self._database.begin() as connection:
            now = await database_now(connection)
            due = await due_digests(connection, now, limit)
            for digest in due:
                if (subscriber := await find_subscriber(connection, digest.chat_id)) and subscriber.active:
                    sent = reception(_awake(subscriber.preferences), Topic("", ""), now)
                    if isinstance(sent, Send):
                        await _queue(connection, digest, subscriber, sent)
                await mark_digest(connection, digest)
        return len(due)


def _awake(preferences: Preferences) -> Preferences:
    """The digest itself is always wanted; only quiet hours may make it wait or be silent."""
    return preferences.model_copy(update={"topics": {}, "otherwise": Mode.ON})


async def _queue(connection: AsyncConnection, digest: DueDigest, subscriber: Subscriber, sent: Send) -> None:
    posts = await find_posts(connection, digest.posts)
    lines = [await _line(connection, post, subscriber) for post in posts]
    body = PostPart(text=digest_text(subscriber, posts, lines))
    said = Post(digest_id(digest), Kind.DIGEST, {subscriber.language: {1: Message(body)}})
    to = Recipient(subscriber.chat_id, subscriber.language, sent.silent, sent.not_before)
    await queue(connection, said, [to])


async def _line(connection: AsyncConnection, post: PublishedPost, subscriber: Subscriber) -> str:
    plan = await plan_of(connection, post.run_id)
    told = texts(subscriber.language)
    return told(
        "digest-line",
        instrument=post.topic.instrument,
        timeframe=post.timeframe,
        bias=told(f"bias-{plan.bias if plan else 'wait'}"),
        when=moment(post.as_of, subscriber.preferences.zone, subscriber.language),
    )


def digest_text(subscriber: Subscriber, posts: Sequence[PublishedPost], lines: Sequence[str]) -> str:
    """Oldest first; of very many the newest."""
    told = texts(subscriber.language)
    instrument = posts[-1].topic.instrument if posts else ""
    more = told("digest-more", instrument=instrument)
    return "\n".join([told("digest-title", posts=len(lines)), "", *lines[-MOST_LINES:], "", more])


def digest_id(digest: DueDigest) -> UUID:
    return uuid5(NAMESPACE_OID, f"digest:{digest.chat_id}:{digest.due_at.isoformat()}")
