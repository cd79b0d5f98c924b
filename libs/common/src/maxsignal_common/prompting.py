"""Prompts: what a step tells a model; a version holds its text in every language and is never rewritten."""

import hashlib
import json
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from maxsignal_common.analysis import Language
from maxsignal_common.facts import Method
from maxsignal_common.market import Frozen

LONGEST_PROMPT = 20_000


class PromptStep(StrEnum):
    """The methods, and the step that connects what they found."""

    WYCKOFF = "wyckoff"
    SMC = "smc"
    VSA = "vsa"
    DELTA = "delta"
    ICT = "ict"
    MERGE = "merge"

    @classmethod
    def of(cls, method: Method) -> Self:
        return cls(method.value)


def _storable(text: str) -> str:
    if any(not letter.isprintable() and letter not in "\n\t" for letter in text):
        raise PydanticCustomError("control_character", "a prompt holds no control characters")
    return text


PromptText = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_PROMPT), AfterValidator(_storable)
]


class KnownVersions(NamedTuple):
    """Of one step: versions count from 1 to the newest, without a gap."""

    active: int
    newest: int


class Prompt(Frozen):
    """One version in one language: what `render` takes."""

    step: PromptStep
    version: str
    language: Language
    text: PromptText

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class PromptDocument(Frozen):
    """A step's prompt in all languages, as it is stored, exported and imported."""

    step: PromptStep
    texts: dict[Language, PromptText] = Field(description="The text in each language")

    @model_validator(mode="after")
    def _in_every_language(self) -> Self:
        if lacking := [language for language in Language if language not in self.texts]:
            raise PydanticCustomError(
                "language_lacking", "there is no text in {language}", {"language": lacking[0]}
            )
        return self

    def sha256(self) -> str:
        told = {language: self.texts[language] for language in sorted(self.texts)}
        written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()
