"""Who gets a post, and how: subscribers by their own wishes, a chat or the channel because it was ordered."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from maxsignal_common.audience import Audience, To
from maxsignal_common.audience import Parts as Wanted
from maxsignal_common.preferences import Topic
from maxsignal_common.reception import Digest, Send, reception
from maxsignal_common.store.queueing import Recipient
from maxsignal_common.store.subscribers import Subscriber


class Mailing(NamedTuple):
    """Recipients of messages, and chats whose digest gets a line, with the time it is due."""

    recipients: list[Recipient]
    digests: list[tuple[int, datetime]]


def mailing(audience: Audience, topic: Topic, subscribers: Sequence[Subscriber], *, now: datetime) -> Mailing:
    """What each of these subscribers gets of a post on this topic."""
    if audience.to in (To.CHAT, To.TEST, To.CHANNEL):
        ordered = [Recipient(one.chat_id, one.language, parts=audience.parts) for one in subscribers]
        return Mailing(ordered, [])
    recipients: list[Recipient] = []
    digests: list[tuple[int, datetime]] = []
    for one in subscribers:
        match reception(one.preferences, topic, now):
            case Digest(at):
                digests.append((one.chat_id, at))
            case Send(silent, not_before, parts, more):
                wanted = Wanted(parts)
                recipients.append(Recipient(one.chat_id, one.language, silent, not_before, wanted, more))
    return Mailing(recipients, digests)


def topic_of(audience: Audience, own: Topic) -> Topic:
    """A post that is sent to a topic (`instrument:IBM`, `analysis:daystart`) is received as one about it."""
    kind, _, name = (audience.topic or "").partition(":")
    match kind:
        case "instrument":
            return Topic(name, "")
        case "analysis":
            return Topic("", name)
        case _:
            return own
