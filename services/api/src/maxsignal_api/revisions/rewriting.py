"""Another text for a post: judged like a model's, then set like the post was; pure."""

from typing import Any

from maxsignal_api.problems import FieldProblem, ProblemError
from maxsignal_common.events import PostMerged
from maxsignal_common.rendered import GroundingSummary, PostPart, RenderedPost, TextEntity
from maxsignal_posts import GroundingReport, Ledger, PostError
from maxsignal_posts.editing import Blame, Said, edit, footer_of, judge

SENTENCES = {
    "not_a_level": "this price is no level of the run",
    "footer_changed": "the last block says how the post was made and has to stay as it is",
}
UNFIT = "this may not be handed on to readers"


def rewrite(post: PostMerged, original: RenderedPost, text: str) -> RenderedPost:
    """The post of this language with the (tidy) text; ProblemError 422 where it may not go out."""
    ledger = Ledger.of(post.ledger, tick=post.instrument.tick)
    blames, report = judge(text, footer_of(original.text), ledger)
    if blames:
        errors = [_problem(one) for one in blames]
        raise ProblemError(
            422, "post_not_grounded", "the text says what it may not; `errors` tells where", errors=errors
        )
    caption = _said(original.caption) if original.caption else None
    try:
        edited = edit([_said(part) for part in original.parts], caption, original.text, text)
    except PostError as error:
        raise ProblemError(422, error.code, error.detail) from error
    return original.model_copy(
        update={
            "text": edited.text,
            "parts": tuple(_part(one) for one in edited.parts),
            "caption": _part(edited.caption) if edited.caption else None,
            "grounding": _summary(original, report),
        }
    )


def _summary(original: RenderedPost, report: GroundingReport) -> GroundingSummary:
    """Of a foreign text every number that was checked is a level."""
    return original.grounding.model_copy(
        update={
            "levels_cited": report.checked,
            "numbers_checked": report.checked,
            "chance_pass": report.chance_pass,
        }
    )


def _problem(blame: Blame) -> FieldProblem:
    """`text.<offset>.<length>` in UTF-16 units."""
    place = f"text.{blame.offset}.{blame.length}"
    return FieldProblem(field=place, code=blame.code, message=SENTENCES.get(blame.code, UNFIT))


def _said(part: PostPart) -> Said:
    dumped: Any = (entity.model_dump(exclude_none=True) for entity in part.entities)
    return Said(part.text, tuple(dumped))


def _part(said: Said) -> PostPart:
    return PostPart(
        text=said.text, entities=tuple(TextEntity.model_validate(entity) for entity in said.entities)
    )
