"""What the merge step asks a model, and how much of all models' words passes the gate."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from maxsignal_common.analysis import Language
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import StepsJoined
from maxsignal_common.plan import Plan
from maxsignal_common.prompting import PromptStep
from maxsignal_llm.asking import Asking, Judge, Objection, Sections, Verdict
from maxsignal_llm.port import Scope
from maxsignal_llm.prompts.schema import LONGEST_LINE, MERGE_SECTIONS
from maxsignal_llm.prompts.variables import merge_variables
from maxsignal_posts import (
    Brief,
    GroundingReport,
    Post,
    PostError,
    PostInput,
    Room,
    check_grounding,
    read_prose,
    render,
)
from maxsignal_posts.render import ledger_of

# What a section is called where a model is asked, and the block of the post it begins.
BLOCKS = {"union": "union", "manipulation": "trap"}
LONGEST_SECTION = 350


class Grounded(NamedTuple):
    """A post that passed; `refused` are the blocks whose model's text did not, with the words to blame."""

    data: PostInput
    post: Post
    report: GroundingReport
    refused: tuple[str, ...]


def askings(event: StepsJoined, plan: Plan, ends_at: datetime | None) -> tuple[Asking, ...]:
    """The connecting sections in each language of the analysis."""
    scope = Scope(event.run_id, PromptStep.MERGE, event.config.budget_usd, ends_at)
    variables = merge_variables(event, plan)
    return tuple(
        Asking(PromptStep.MERGE, language, event.config.merge, variables, scope)
        for language in event.config.languages
    )


def judge_for(data: PostInput, language: Language, figures: Iterable[float]) -> Judge[dict[str, str]]:
    """Judges sections by themselves, then where they will stand; a section without objections can be used."""
    brief = Brief.of(language, figures)

    def judge(sections: Sections) -> Verdict[dict[str, str]]:
        told: dict[str, str] = {}
        objections: list[Objection] = []
        removed: dict[str, int] = {}
        for name, block in BLOCKS.items():
            room = Room(MERGE_SECTIONS[name], LONGEST_LINE, LONGEST_SECTION)
            prose = read_prose(sections[name], ledger_of(data), room, brief)
            found = [Objection(f"{name}[{x.paragraph}]", x.code, x.text) for x in prose.offences]
            found = found or in_place(data, language, name, prose.text)
            objections += found
            removed |= {kind: removed.get(kind, 0) + count for kind, count in prose.removed.items()}
            if not found:
                told[block] = prose.text
        return Verdict(told or None, tuple(objections), removed)

    return judge


def in_place(data: PostInput, language: Language, name: str, text: str) -> list[Objection]:
    """What the gate says about a section among the twin's words, which pass by themselves."""
    _, report = _checked(data.twin.with_sections({BLOCKS[name]: text}), language)
    return [Objection(name, "number", offence.text) for offence in report.offences]


def ground(data: PostInput, language: Language) -> Grounded:
    """The post with as many blocks of models as pass; a twin that fails its own gate is never published."""
    refused: dict[str, str] = {}
    while data.made_by == "model":
        try:
            post, report = _checked(data, language)
        except PostError as error:
            refused["post"] = error.code
            data = data.twin
            break
        if report.ok:
            return Grounded(data, post, report, _told(refused))
        blamed = {post.block_at(offence.offset): offence.text for offence in reversed(report.offences)}
        refused |= blamed
        kept = data.without(blamed)
        # What no block of a model is to blame for alone ends all of them.
        data = data.twin if kept == data else kept
    post, report = _checked(data, language)
    if not report.ok:
        offences = ", ".join(offence.text for offence in report.offences[:5])
        raise PermanentError("ungrounded_post", f"{language}: {offences}")
    return Grounded(data, post, report, _told(refused))


def _checked(data: PostInput, language: Language) -> tuple[Post, GroundingReport]:
    post = render(data, language)
    return post, check_grounding(post.text, post.ledger, post.spans)


def _told(refused: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{block}: {text}" for block, text in refused.items())
