"""A post with its revisions becomes what clients see; pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from maxsignal_api.revisions.schemas import (
    MessageView,
    PostDetail,
    PostText,
    PostWarning,
    RevisionCard,
)
from maxsignal_common.analysis import Language
from maxsignal_common.events import PostMerged
from maxsignal_common.rendered import PostPart, RenderedPost
from maxsignal_common.store.revisions import Revision, revised
from maxsignal_posts import utf16
from maxsignal_posts.caption import LIMIT as CAPTION_LIMIT
from maxsignal_posts.editing import footer_of
from maxsignal_posts.split import LIMIT


def detail(
    row: Mapping[Any, Any], post: PostMerged, newest: Mapping[Language, Revision], *, editable: bool
) -> PostDetail:
    twins = {one.language: one for one in post.twins}
    originals = {one.language: one for one in post.posts}
    return PostDetail(
        run_id=post.run_id,
        post_id=post.post_id,
        analysis=row["analysis"],
        instrument=row["instrument"],
        timeframe=post.timeframe,
        as_of=post.as_of,
        status=row["status"],
        editable=editable,
        texts=[
            _text(one, originals[one.language], newest.get(one.language), twins.get(one.language))
            for one in revised(post.posts, newest)
        ],
        warnings=list(_warnings(post)),
    )


def history(original: RenderedPost, merged_at: datetime, revisions: Sequence[Revision]) -> list[RevisionCard]:
    first = RevisionCard(number=0, by=None, at=merged_at, note="", text=original.text)
    return [first, *(_card(one) for one in revisions)]


def _card(one: Revision) -> RevisionCard:
    return RevisionCard(
        number=one.number, by=one.made_by, at=one.created_at, note=one.note, text=one.post.text
    )


def _text(
    post: RenderedPost, original: RenderedPost, revision: Revision | None, twin: RenderedPost | None
) -> PostText:
    return PostText(
        language=post.language,
        revision=revision.number if revision else 0,
        revised_by=revision.made_by if revision else None,
        revised_at=revision.created_at if revision else None,
        note=revision.note if revision else "",
        text=post.text,
        footer=footer_of(original.text),
        parts=[_message(part, LIMIT) for part in post.parts],
        caption=_message(post.caption, CAPTION_LIMIT) if post.caption else None,
        picture=post.picture,
        alt=post.alt,
        made_by=post.made_by,
        grounding=post.grounding,
        twin=[_message(part, LIMIT) for part in twin.parts] if twin else None,
    )


def _message(part: PostPart, limit: int) -> MessageView:
    return MessageView(text=part.text, entities=part.entities, length_utf16=utf16(part.text), limit=limit)


def _warnings(post: PostMerged) -> Iterator[PostWarning]:
    yield from (PostWarning(code="method_missing", detail=method) for method in post.missing)
    for one in post.posts:
        if one.unpictured:
            yield PostWarning(code="no_picture", detail=f"{one.language}: {one.unpictured}")
        for words in one.grounding.refused:
            yield PostWarning(code="words_refused", detail=f"{one.language}: {words}")
