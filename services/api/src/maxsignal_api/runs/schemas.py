"""A run as clients ask for it and as they see it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StrictBool, StrictInt

from maxsignal_api.moments import Moment
from maxsignal_common.analysis import AnalysisConfig, Language
from maxsignal_common.events import Trigger
from maxsignal_common.facts import Fact, FactValue, Level, Method
from maxsignal_common.market import Frozen, Timeframe
from maxsignal_common.origin import CandleOrigin
from maxsignal_common.plan import Plan
from maxsignal_common.rendered import RenderedPost
from maxsignal_common.shipped import DAYSTART
from maxsignal_common.writings import Writing


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    MERGING = "merging"
    MERGED = "merged"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"


ENDED = frozenset({RunStatus.MERGED, RunStatus.PUBLISHING, RunStatus.PUBLISHED, RunStatus.FAILED})


class StepStatus(StrEnum):
    """`skipped` is a step that had not answered when its run ended."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


def _each_once(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    if len(set(languages)) != len(languages):
        raise ValueError("a language is named twice")
    return languages


class RunOptions(Frozen):
    """What differs from the analysis; an absent option keeps the analysis' own."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(_each_once)] | None = None
    auto_publish: StrictBool | None = None
    candles: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None


class RunRequest(Frozen):
    # Free text, so that a word we do not know has a code of its own rather than a pattern's.
    instrument: str = Field(min_length=1, max_length=64, examples=["IBM"])
    timeframe: str = Field(
        min_length=1, max_length=16, examples=["D1"], json_schema_extra={"enum": list(Timeframe)}
    )
    as_of: Moment | None = None
    analysis: str = Field(default=DAYSTART.name, min_length=1, max_length=64)
    options: RunOptions = RunOptions()


class RunAccepted(BaseModel):
    run_id: UUID


class Failure(BaseModel):
    code: str
    detail: str


class RunSummary(BaseModel):
    run_id: UUID
    analysis: str
    instrument: str
    timeframe: Timeframe
    trigger: Trigger
    status: RunStatus
    as_of: datetime
    steps_total: int
    steps_done: int
    error: Failure | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class RunList(BaseModel):
    items: list[RunSummary]
    next_cursor: str | None


class StepInput(BaseModel):
    candles_sha256: str
    origin: CandleOrigin | None


class StepOutput(BaseModel):
    state: dict[str, FactValue]
    facts: tuple[Fact, ...]
    levels: tuple[Level, ...]
    warnings: tuple[str, ...]
    prose: dict[Language, str] | None
    writings: tuple[Writing, ...]


class Step(BaseModel):
    name: Method
    status: StepStatus
    input: StepInput | None = None
    output: StepOutput | None = None
    error: Failure | None = None
    prompt_id: str | None = None
    answer_id: str | None = None
    model: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal = Decimal(0)
    duration_ms: int = 0


class Deliveries(BaseModel):
    """Parts of the post by state, one for each recipient."""

    total: int
    states: dict[str, int]


class RunEvent(BaseModel):
    id: UUID
    seq: int
    type: str
    causation_id: str | None
    occurred_at: datetime
    recorded_at: datetime


class RunDetail(RunSummary):
    """`chain_ok` is false when a stored event no longer matches the hashes after it.

    `posts` are as last revised, `twins` as they would be without a model, where one wrote; `writings` are the
    merge step's.
    """

    config: AnalysisConfig | None
    candles: CandleOrigin | None
    steps: list[Step]
    tokens_in: int
    tokens_out: int
    cost_usd: Decimal
    plan: Plan | None
    levels: dict[str, Decimal]
    posts: tuple[RenderedPost, ...]
    twins: tuple[RenderedPost, ...]
    writings: tuple[Writing, ...]
    deliveries: Deliveries
    events: list[RunEvent]
    chain_ok: bool
