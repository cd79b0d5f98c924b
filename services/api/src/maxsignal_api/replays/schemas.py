"""A replay as clients ask for it and as they see it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from maxsignal_api.analyses.schemas import VersionNumber
from maxsignal_api.calls.schemas import Call
from maxsignal_api.prompts.schemas import Draft
from maxsignal_api.runs.schemas import Failure
from maxsignal_common.analysis import Language, ModelName
from maxsignal_common.market import Frozen
from maxsignal_common.prompting import PromptStep
from maxsignal_common.rendered import GroundingSummary
from maxsignal_common.replays import ToldBlock
from maxsignal_common.writings import Writing


class PromptParts(Frozen):
    """Both parts of a prompt without the lines that mark them."""

    system: Draft
    user: Draft


class ReplayRequest(Frozen):
    """What differs from the run; an absent option is as the run had it.

    A run that asked no model for the step takes the active version of its prompt.
    """

    language: Language
    prompt: PromptParts | None = Field(default=None, description="A text of its own, in this language")
    prompt_version: VersionNumber | None = Field(default=None, description="A stored version instead")
    model: ModelName | None = Field(default=None, description="Asked without the run's fallbacks")
    temperature: Annotated[float, Field(ge=0, le=2, strict=True)] | None = None
    max_tokens: Annotated[int, Field(ge=64, le=32_000, strict=True)] | None = None

    @model_validator(mode="after")
    def _one_prompt(self) -> Self:
        if self.prompt and self.prompt_version:
            raise PydanticCustomError("prompt_named_twice", "give a prompt or a version of one, not both")
        return self


class ReplayAccepted(BaseModel):
    replay_id: UUID


class ReplayStatus(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class ReplayAsked(BaseModel):
    """What the model was to be asked with; a prompt of the request's own has no version but a hash."""

    language: Language
    model: str
    fallback_models: tuple[str, ...]
    prompt_version: str | None
    prompt_sha256: str | None
    temperature: float
    max_tokens: int


class ReplaySummary(BaseModel):
    """`made_by` and `cost_usd` are known once it is done."""

    replay_id: UUID
    run_id: UUID
    step: PromptStep
    status: ReplayStatus
    error: Failure | None
    requested_by: str
    created_at: datetime
    finished_at: datetime | None
    asked: ReplayAsked
    made_by: Literal["model", "twin"] | None
    cost_usd: Decimal | None


class ReplayList(BaseModel):
    items: list[ReplaySummary]
    next_cursor: str | None


class StepAccount(BaseModel):
    """A step in one language as a reader sees it, how that came about, and what it took.

    `text` is the block of a method, or the whole post, of which `blocks` are those the step writes. `writing`
    is null where no model was asked. Tokens, cost and duration are those of `calls`, every attempt.
    """

    language: Language
    made_by: Literal["model", "twin"]
    text: str
    blocks: tuple[ToldBlock, ...]
    grounding: GroundingSummary | None
    writing: Writing | None
    model: str | None
    prompt_version: str | None
    tokens_in: int
    tokens_out: int
    cost_usd: Decimal
    duration_ms: int
    calls: list[Call]


class ReplayDetail(ReplaySummary):
    """`prompt` is what the request brought; `original` is null where the run did not tell the step."""

    prompt: PromptParts | None
    result: StepAccount | None
    original: StepAccount | None
