"""Orders the post of a merged run to be sent, and tells beforehand what that would mean."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.auth.limiting import TESTS, require_rate
from maxsignal_api.posts.schemas import PublishAccepted, PublishPreview, TestOrder
from maxsignal_api.posts.views import preview
from maxsignal_api.problems import ProblemError
from maxsignal_common.audience import Audience, To
from maxsignal_common.ids import post_id
from maxsignal_common.mailing import Mailing, mailing, topic_of
from maxsignal_common.store.commands import merged_post, order_publishing
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.queueing import messages_of
from maxsignal_common.store.reads import one_snapshot, run_row
from maxsignal_common.store.resolving import bots
from maxsignal_common.store.revisions import posts_to_send
from maxsignal_common.store.rounds import run_topic, served_chats
from maxsignal_common.store.subscribers import active_subscribers, find_subscriber

REFUSALS = {
    "publishing": ("already_publishing", "the post is being sent"),
    "published": ("already_published", "the post was sent"),
    "failed": ("run_failed", "the run failed and has no post"),
}
NO_POST_YET = ("run_not_merged", "the run has no post yet")
WITH_POST = frozenset({"merged", "publishing", "published"})


async def publish(database: Database, run_id: UUID, audience: Audience | None) -> PublishAccepted:
    if audience and audience.to is To.TEST:
        raise ProblemError(422, "invalid_audience", "a test has an operation of its own")
    async with database.begin() as connection:
        return await _order(connection, run_id, audience)


async def send_test(database: Database, run_id: UUID, order: TestOrder) -> PublishAccepted:
    user = actor().user
    chat = order.chat_id if order.chat_id is not None else user and user.telegram_chat_id
    if chat is None:
        raise ProblemError(422, "no_test_chat", "name a chat, or keep one in your preferences")
    async with database.begin() as connection:
        await require_rate(connection, f"tests of {actor().name}", TESTS)
        return await _order(connection, run_id, Audience(to=To.TEST, chat_id=chat))


async def _order(connection: AsyncConnection, run_id: UUID, audience: Audience | None) -> PublishAccepted:
    await _check_chat(connection, audience)
    at = await database_now(connection)
    standing = await order_publishing(connection, run_id, audience, at=at)
    if standing is None:
        raise ProblemError(404, "unknown_run", "there is no such run")
    if not standing.ordered:
        raise ProblemError(409, *REFUSALS.get(standing.status, NO_POST_YET))
    after = (audience or Audience()).model_dump(mode="json", exclude_none=True)
    await record(connection, "post.publish_ordered", str(run_id), after=after)
    return PublishAccepted(run_id=run_id, post_id=post_id(run_id))


async def preview_publish(database: Database, run_id: UUID, audience: Audience) -> PublishPreview:
    async with database.begin() as connection:
        await one_snapshot(connection)
        row = await run_row(connection, run_id)
        if row is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        if row["status"] not in WITH_POST:
            raise ProblemError(409, *REFUSALS.get(row["status"], NO_POST_YET))
        await _check_chat(connection, audience)
        posts = await posts_to_send(connection, await merged_post(connection, run_id))
        served = await served_chats(connection, post_id(run_id))
        out = await _mailing(connection, run_id, audience)
        known = await bots(connection)
    pace = known[0]["rate"] * known[0]["pace"] if known else None
    return preview(audience, out, messages_of(posts), served=served, pace=pace)


async def _mailing(connection: AsyncConnection, run_id: UUID, audience: Audience) -> Mailing:
    chats: list[int] | None = None
    if audience.to is To.CHANNEL:
        chats = [bot["channel_id"] for bot in await bots(connection) if bot["channel_id"] is not None][:1]
    elif audience.chat_id is not None:
        chats = [audience.chat_id]
    subscribers = await active_subscribers(connection, chats)
    topic = topic_of(audience, await run_topic(connection, run_id))
    return mailing(audience, topic, subscribers, now=await database_now(connection))


async def _check_chat(connection: AsyncConnection, audience: Audience | None) -> None:
    """A bot can only write to who has written to it."""
    if audience is None or audience.chat_id is None:
        return
    subscriber = await find_subscriber(connection, audience.chat_id)
    if subscriber is None or not subscriber.active:
        raise ProblemError(404, "unknown_chat", "no active subscriber has this chat id")
