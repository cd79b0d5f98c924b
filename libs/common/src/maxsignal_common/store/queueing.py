"""Putting something into the delivery ledger: its messages per language, for given chats, each exactly once.

Ids are deterministic, so queueing the same again adds only who was not there. The order in which a chat gets
what waits for it is decided here, once, as (rank, seq).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from itertools import batched
from typing import NamedTuple, Self
from uuid import UUID

from pydantic import TypeAdapter, model_validator
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Parts
from maxsignal_common.ids import delivery_id
from maxsignal_common.market import Frozen
from maxsignal_common.rendered import PostPart, RenderedPost
from maxsignal_common.store.deliveries_schema import deliveries, post_parts

# A statement may not take longer than a few seconds, however many subscribers there are.
ROWS_AT_ONCE = 2_000


class Kind(StrEnum):
    """A reply is what somebody just asked for: it overtakes every broadcast and heeds no quiet hours.

    So does a test, which shows a post to one chat and is not that post.
    """

    POST = "post"
    FOLLOWUP = "followup"
    DIGEST = "digest"
    REPLY = "reply"
    TEST = "test"


class Rank(IntEnum):
    """Everyone's summary goes before anyone's body."""

    REPLY = 0
    FOLLOWUP = 1
    SUMMARY = 2
    BODY = 3


class Button(Frozen):
    """Does one thing: hands `data` back to the bot, opens `url`, or copies `copies`.

    One that is for `more` is shown only to who did not get the whole post.
    """

    text: str
    more: bool = False
    data: str | None = None
    url: str | None = None
    copies: str | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if sum(value is not None for value in (self.data, self.url, self.copies)) != 1:
            raise ValueError("a button has data, url or copies")
        return self


type Keyboard = tuple[tuple[Button, ...], ...]
KEYBOARD: TypeAdapter[Keyboard] = TypeAdapter(Keyboard)


class Message(NamedTuple):
    """One message of a post; with a picture its text is the caption."""

    body: PostPart
    picture: str | None = None
    keyboard: Keyboard = ()


class Recipient(NamedTuple):
    """A subscriber with what is theirs alone; `more` shows them the buttons that ask for the rest."""

    chat_id: int
    language: Language
    silent: bool = False
    not_before: datetime | None = None
    parts: Parts = Parts.ALL
    more: bool = False


@dataclass(frozen=True)
class Post:
    """Something to say. Messages are numbered from 0 if there is a summary, else from 1.

    `reply_to` is an earlier post: everyone's first message answers their own message of that one.
    """

    id: UUID
    kind: Kind
    messages: Mapping[Language, Mapping[int, Message]]
    run_id: UUID | None = None
    reply_to: UUID | None = None
    round: int | None = field(default=None, kw_only=True)


class Row(NamedTuple):
    """What a delivery is made of before it is in the ledger."""

    id: UUID
    chat_id: int
    language: str
    part: int
    rank: int
    sent_as: str
    silent: bool
    more: bool
    not_before: datetime | None
    reply_to: UUID | None


async def queue(connection: AsyncConnection, post: Post, recipients: Sequence[Recipient]) -> int:
    """Queue the post for these subscribers; returns the rows that were not there yet."""
    await _keep(connection, post)
    return await _insert(connection, post, [row for one in recipients for row in rows_of(post, one)])


RELEASE = text(
    """
    UPDATE deliveries SET rank = :first, silent = false, not_before = NULL
    WHERE post_id = :post_id AND chat_id = :chat_id AND state = 'queued'
    """
)


async def queue_again(connection: AsyncConnection, post: UUID, said_as: UUID, recipient: Recipient) -> int:
    """Say a post of the ledger to a chat that asked for it; returns the rows that were not there yet.

    Said as itself a chat gets a post once, and what waits for quiet hours to end waits no longer; said as
    another, with an id of its own, it comes again.
    """
    messages = await stored_messages(connection, post)
    if not messages:
        return 0
    about_run = select(deliveries.c.run_id).where(deliveries.c.post_id == post).limit(1)
    run_id = (await connection.execute(about_run)).scalar()
    said = Post(said_as, Kind.REPLY, messages, run_id)
    about = {"post_id": said.id, "chat_id": recipient.chat_id, "first": Rank.REPLY}
    await connection.execute(RELEASE, about)
    return await queue(connection, said, [recipient])


async def stored_messages(connection: AsyncConnection, post: UUID) -> dict[Language, dict[int, Message]]:
    """What the ledger says of a post; nothing if it was never queued."""
    rows = await connection.execute(
        select(post_parts).where(post_parts.c.post_id == post).order_by(post_parts.c.language)
    )
    found: dict[Language, dict[int, Message]] = {}
    for row in rows:
        body = PostPart.model_validate({"text": row.text, "entities": row.entities})
        message = Message(body, row.picture, KEYBOARD.validate_python(row.keyboard))
        found.setdefault(Language(row.language), {})[row.part] = message
    return found


def messages_of(
    posts: Sequence[RenderedPost], keyboards: Mapping[Language, Keyboard] | None = None
) -> dict[Language, dict[int, Message]]:
    """A run's post per language: its summary with the picture as 0, then its text; buttons under the first.

    A post without a picture begins with its text; then both of what may come first have the buttons.
    """
    found: dict[Language, dict[int, Message]] = {}
    for post in posts:
        keyboard = (keyboards or {}).get(post.language, ())
        bodies = {number: Message(part) for number, part in enumerate(post.parts, start=1)}
        if post.caption and post.picture:
            bodies = {0: Message(post.caption, post.picture, keyboard), **bodies}
        else:
            bodies[1] = bodies[1]._replace(keyboard=keyboard)
            if post.caption:
                bodies = {0: Message(post.caption, None, keyboard), **bodies}
        found[post.language] = bodies
    return found


def rows_of(post: Post, recipient: Recipient) -> list[Row]:
    """The first message may sound; all others are silent replies to it."""
    language = language_of(post.messages, recipient.language)
    messages = post.messages[language]
    numbers = wanted(messages, recipient.parts)
    opening = None if recipient.parts is Parts.BODY else numbers[0]
    return [
        Row(
            id=delivery_id(post.id, number, recipient.chat_id),
            chat_id=recipient.chat_id,
            language=language,
            part=number,
            rank=_rank(post.kind, opens=number == opening),
            sent_as="file" if messages[number].picture else "text",
            silent=recipient.silent or number != opening,
            more=recipient.more and number == opening,
            not_before=recipient.not_before,
            reply_to=post.reply_to if number == opening else post.id,
        )
        for number in numbers
    ]


def language_of(messages: Mapping[Language, object], wished: Language) -> Language:
    """The language that is wished, or the first a post was written in."""
    return wished if wished in messages else next(iter(messages))


def wanted(messages: Mapping[int, Message], parts: Parts) -> list[int]:
    """Numbers of the messages, in order. A summary that has no picture is for who gets nothing else."""
    numbers = sorted(messages)
    match parts:
        case Parts.SUMMARY:
            return numbers[:1]
        case Parts.BODY:
            return numbers[1:]
        case Parts.ALL:
            return [number for number in numbers if number or messages[number].picture]


def _rank(kind: Kind, *, opens: bool) -> Rank:
    match kind:
        case Kind.REPLY | Kind.TEST:
            return Rank.REPLY
        case Kind.FOLLOWUP:
            return Rank.FOLLOWUP
        case Kind.POST if opens:
            return Rank.SUMMARY
        case _:
            return Rank.BODY


async def _keep(connection: AsyncConnection, post: Post) -> None:
    rows = [
        {
            "post_id": post.id,
            "language": language,
            "part": number,
            "text": message.body.text,
            "entities": [entity.model_dump(exclude_none=True) for entity in message.body.entities],
            "picture": message.picture,
            "keyboard": KEYBOARD.dump_python(message.keyboard, exclude_defaults=True),
        }
        for language, messages in post.messages.items()
        for number, message in messages.items()
    ]
    await connection.execute(insert(post_parts).on_conflict_do_nothing(), rows)


# An answer to a message that still waits comes after it: it takes the last rank and is held as long.
INSERT = text(
    """
    INSERT INTO deliveries (id, run_id, post_id, round, kind, chat_id, language, part, rank, sent_as,
        silent, more, not_before, reply_to)
    SELECT n.id, :run_id, :post_id, :round, :kind, n.chat_id, n.language, n.part,
        CASE WHEN source.waits THEN :last ELSE n.rank END, n.sent_as, n.silent, n.more,
        greatest(n.not_before, source.not_before), n.reply_to
    FROM unnest(CAST(:id AS uuid[]), CAST(:chat_id AS bigint[]), CAST(:language AS text[]),
        CAST(:part AS integer[]), CAST(:rank AS smallint[]), CAST(:sent_as AS text[]),
        CAST(:silent AS boolean[]), CAST(:more AS boolean[]), CAST(:not_before AS timestamptz[]),
        CAST(:reply_to AS uuid[]))
        WITH ORDINALITY
        AS n (id, chat_id, language, part, rank, sent_as, silent, more, not_before, reply_to, number)
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS waits, max(o.not_before) AS not_before FROM deliveries o
        WHERE o.post_id = n.reply_to AND o.post_id <> :post_id AND o.part IN (0, 1) AND o.chat_id = n.chat_id
            AND o.state IN ('queued', 'claimed', 'sending')
    ) source
    ORDER BY n.number
    ON CONFLICT DO NOTHING
    """
)


async def _insert(connection: AsyncConnection, post: Post, rows: Sequence[Row]) -> int:
    about = {"run_id": post.run_id, "post_id": post.id, "round": post.round, "kind": post.kind}
    queued = 0
    for some in batched(rows, ROWS_AT_ONCE, strict=False):
        columns = {name: [row[index] for row in some] for index, name in enumerate(Row._fields)}
        result = await connection.execute(INSERT, {**about, **columns, "last": Rank.BODY})
        queued += int(result.rowcount)
    return queued
