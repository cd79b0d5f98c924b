"""What a follow-up says in each language, and to whom of those who have the post: pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from maxsignal_common.analysis import Language
from maxsignal_common.events import PlanProgressed
from maxsignal_common.preferences import Topic
from maxsignal_common.reception import Send, Urgency, reception
from maxsignal_common.rendered import PostPart, TextEntity
from maxsignal_common.store.queueing import Message, Recipient
from maxsignal_common.store.subscribers import Subscriber
from maxsignal_posts import FollowUp, render_followup

# Who entered must know: these may break quiet hours, if the subscriber lets them.
CRITICAL = ("stopped", "invalidated")


def followup_of(event: PlanProgressed) -> dict[Language, dict[int, Message]]:
    """One message in every language."""
    return {language: {1: Message(_line(event, language))} for language in Language}


def followers(
    event: PlanProgressed, topic: Topic, told: Sequence[Subscriber], *, now: datetime
) -> list[Recipient]:
    """Of those who have the post, who wants to know what became of its plan, and when."""
    urgency = Urgency.CRITICAL if event.kind in CRITICAL else Urgency.FOLLOW_UP
    return list(_recipients(topic, told, urgency, now))


def _recipients(
    topic: Topic, told: Sequence[Subscriber], urgency: Urgency, now: datetime
) -> Iterator[Recipient]:
    for one in told:
        match reception(one.preferences, topic, now, urgency):
            case Send(silent=silent, not_before=not_before):
                yield Recipient(one.chat_id, one.language, silent, not_before)


def _line(event: PlanProgressed, language: Language) -> PostPart:
    told = FollowUp(
        instrument=event.instrument.id,
        timeframe=event.timeframe,
        time_zone=event.time_zone,
        tick=event.instrument.tick,
        side=event.side,
        kind=event.kind,
        bar_ms=event.bar_ms,
        level=event.level,
        price=event.price,
        number=event.number,
        targets=event.targets,
    )
    line = render_followup(told, language)
    entities = tuple(TextEntity.model_validate(entity) for entity in line.entities)
    return PostPart(text=line.text, entities=entities)
