"""A text that is asked for, and what is made of an answer: the words both writing steps share."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from maxsignal_common.analysis import Language, ModelChoice
from maxsignal_common.prompting import PromptStep
from maxsignal_common.writings import Writing
from maxsignal_llm.port import Scope
from maxsignal_llm.prompts.variables import Variables


class Asking(NamedTuple):
    """What is asked for, of whom, and who pays."""

    step: PromptStep
    language: Language
    choice: ModelChoice
    variables: Variables
    scope: Scope


class Objection(NamedTuple):
    """What is wrong with an answer: the place in it, a code, and the words that are to blame."""

    where: str
    code: str
    text: str


class Verdict[T](NamedTuple):
    """What can be used of an answer; with objections that is a part of it, or nothing."""

    value: T | None
    objections: tuple[Objection, ...] = ()
    removed: Mapping[str, int] = {}


class Told[T](NamedTuple):
    """The text, or None where the twin writes; the record says how it came about."""

    value: T | None
    writing: Writing


type Sections = Mapping[str, tuple[str, ...]]
type Judge[T] = Callable[[Sections], Verdict[T]]
