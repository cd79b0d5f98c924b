"""Posts that somebody asks for: they come from the ledger, each asking at most once."""

from typing import NamedTuple
from uuid import UUID

from maxsignal_common.audience import Parts
from maxsignal_common.ids import post_id
from maxsignal_common.preferences import Mode
from maxsignal_common.rendered import PostPart
from maxsignal_common.store.queueing import Kind, Message, Post, Recipient, queue, queue_again
from maxsignal_common.store.received import PublishedPost, newest_posts, picture_of
from maxsignal_publisher.bot.turn import Turn

LOOK_BACK = 50


class Shown(NamedTuple):
    """`messages` is zero for a post that the chat already has."""

    post: PublishedPost
    messages: int


async def first_post(turn: Turn) -> Shown | None:
    """The newest post of a chosen topic, once: who presses Start again has it already."""
    for post in await newest_posts(turn.connection, limit=LOOK_BACK):
        if turn.preferences.mode(post.topic) is not Mode.OFF:
            made = await queue_again(turn.connection, post.post_id, post.post_id, turn.recipient)
            return Shown(post, made)
    return None


async def last_post(turn: Turn, instrument: str | None) -> Shown | None:
    """The newest post of an instrument, or of a chosen topic, as often as it is asked for."""
    for post in await newest_posts(turn.connection, limit=LOOK_BACK, instrument=instrument):
        if instrument or turn.preferences.mode(post.topic) is not Mode.OFF:
            copy = turn.copy_of(post.post_id)
            return Shown(post, await queue_again(turn.connection, post.post_id, copy, turn.recipient))
    return None


async def rest_of_post(turn: Turn, run_id: UUID) -> int:
    """The parts that did not come by themselves."""
    post = post_id(run_id)
    wanted = Recipient(turn.chat_id, turn.language, parts=Parts.BODY)
    return await queue_again(turn.connection, post, post, wanted)


async def chart_of_post(turn: Turn, run_id: UUID) -> int:
    """The picture alone, in answer to the post."""
    post = post_id(run_id)
    picture = await picture_of(turn.connection, post, turn.language)
    if picture is None:
        return 0
    caption = Message(PostPart(text=turn.told("chart-caption")), picture)
    copy = Post(turn.copy_of(post), Kind.REPLY, {turn.language: {0: caption}}, run_id, post)
    return await queue(turn.connection, copy, [Recipient(turn.chat_id, turn.language)])
