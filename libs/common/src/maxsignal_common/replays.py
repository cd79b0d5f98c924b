"""A recorded step asked once more: what is asked, and what is told of the answer, beside the run."""

import hashlib
from typing import Literal, NamedTuple

from maxsignal_common.analysis import Language, ModelChoice
from maxsignal_common.market import Frozen
from maxsignal_common.prompting import PromptText
from maxsignal_common.rendered import GroundingSummary
from maxsignal_common.writings import Writing

# What a text that is no stored version is called, where the number of a version would stand.
DRAFT = "draft"


class ReplayQuestion(Frozen):
    """`choice` is whole: what the request left open stands there as the run had it.

    `prompt` is a text of its own, in this language; without one the choice names a version.
    """

    language: Language
    choice: ModelChoice
    prompt: PromptText | None = None

    @property
    def prompt_sha256(self) -> str | None:
        """Of the text it brings."""
        return hashlib.sha256(self.prompt.encode()).hexdigest() if self.prompt else None


class ReplayInput(NamedTuple):
    """The event the step was made from and the one that told it, as they travelled."""

    body: str
    original: str | None


class ToldBlock(Frozen):
    """A block as a reader sees it; `refused` are the words for which the gate took a model's text out."""

    name: str
    text: str
    made_by: Literal["model", "twin"]
    refused: str = ""


class StepTold(Frozen):
    """A step in one language: the block of a method, or the whole post and the blocks the merge step writes.

    Without `writing` no model was asked for it.
    """

    language: Language
    text: str
    blocks: tuple[ToldBlock, ...]
    writing: Writing | None = None
    grounding: GroundingSummary | None = None
