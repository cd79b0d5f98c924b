"""A prompt as clients write it and as they see it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from maxsignal_api.analyses.schemas import Note, VersionNumber
from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen
from maxsignal_common.prompting import LONGEST_PROMPT, PromptStep

# Judged like every prompt, but with the places of what is wrong.
Draft = Annotated[str, Field(max_length=LONGEST_PROMPT)]


class NewPromptVersion(Frozen):
    texts: dict[Language, Draft] = Field(description="The text in every language")
    note: Note = ""


class PromptActivation(Frozen):
    version: VersionNumber


class PreviewRequest(Frozen):
    """Of `text`, else of the active version; with the data of `run_id`, else of the newest run there is."""

    language: Language = Language.RU
    text: Draft | None = None
    run_id: UUID | None = None


class PromptCard(BaseModel):
    step: PromptStep
    version: int
    newest: int
    activated_by: str
    variables: list[str]


class PromptList(BaseModel):
    items: list[PromptCard]
    next_cursor: str | None = None


class PromptDetail(PromptCard):
    """The card with its active version."""

    texts: dict[Language, str]
    hash: str


class PromptVersionCard(BaseModel):
    version: int
    hash: str
    author: str
    note: str
    created_at: datetime
    active: bool


class PromptVersionDetail(PromptVersionCard):
    texts: dict[Language, str]


class PromptVersionList(BaseModel):
    items: list[PromptVersionCard]
    next_cursor: int | None


class PromptDiff(BaseModel):
    """Unified differences by language, a line each; empty where the texts are equal."""

    older: int
    newer: int
    texts: dict[Language, list[str]]


class PromptPlace(BaseModel):
    """What is wrong in a text; line and column count from 1."""

    line: int
    column: int
    code: str
    detail: str


class PromptMessage(BaseModel):
    role: str
    content: str


class Preview(BaseModel):
    """What a model would be sent; `tokens` is an estimate, `run_id` whose data it shows.

    Without messages there are problems, or no run yet whose data could be shown.
    """

    problems: list[PromptPlace]
    messages: list[PromptMessage]
    tokens: int | None
    run_id: UUID | None
