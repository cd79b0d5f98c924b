"""What an order to publish would do, counted; pure."""

from collections import Counter
from collections.abc import Collection, Mapping

from maxsignal_api.posts.schemas import MessagePreview, PublishPreview
from maxsignal_common.analysis import Language
from maxsignal_common.audience import Audience
from maxsignal_common.mailing import Mailing
from maxsignal_common.store.queueing import Message, language_of, wanted


def preview(
    audience: Audience,
    out: Mailing,
    messages: Mapping[Language, Mapping[int, Message]],
    *,
    served: Collection[int],
    pace: float | None,
) -> PublishPreview:
    new = [one for one in out.recipients if one.chat_id not in served]
    spoken = [language_of(messages, one.language) for one in new]
    count = sum(len(wanted(messages[language], one.parts)) for one, language in zip(new, spoken, strict=True))
    return PublishPreview(
        audience=audience,
        recipients=len(new),
        served=len(out.recipients) - len(new),
        digests=len(out.digests),
        held=sum(one.not_before is not None for one in new),
        silent=sum(one.silent for one in new),
        messages=count,
        minutes=round(count / pace / 60, 1) if pace else None,
        languages=dict(Counter(spoken)),
        parts=dict(Counter(str(one.parts) for one in new)),
        preview=[
            MessagePreview(
                language=language,
                part=number,
                text=said[number].body.text,
                entities=said[number].body.entities,
                picture=said[number].picture,
            )
            for language, said in messages.items()
            for number in wanted(said, audience.parts)
        ],
    )
