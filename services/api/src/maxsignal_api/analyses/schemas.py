"""An analysis as clients write it and as they see it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from maxsignal_api.runs.schemas import RunStatus
from maxsignal_common.analysis import (
    AnalysisDocument,
    AnalysisName,
    AnalysisSpec,
    Description,
    Language,
    ModelName,
)
from maxsignal_common.facts import Method
from maxsignal_common.market import Frozen, Timeframe

MAX_VERSION = 2**31 - 1
Note = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
VersionNumber = Annotated[StrictInt, Field(ge=1, le=MAX_VERSION)]


class NewAnalysis(AnalysisDocument):
    note: Note = ""


class NewVersion(Frozen):
    """`description` is the analysis' and changes at once; absent, it stays."""

    config: AnalysisSpec
    description: Description | None = None
    note: Note = ""


class Describing(Frozen):
    description: Description


class Activation(Frozen):
    version: VersionNumber


class EstimateRequest(Frozen):
    """Without `config` the active version is estimated."""

    config: AnalysisSpec | None = None


class StepCard(BaseModel):
    method: Method
    model: ModelName | None


class LastRun(BaseModel):
    run_id: UUID
    instrument: str
    timeframe: Timeframe
    status: RunStatus
    created_at: datetime


class CostRange(BaseModel):
    """What the newest runs that made a post cost."""

    low: Decimal
    high: Decimal
    runs: int


class AnalysisCard(BaseModel):
    name: AnalysisName
    description: str
    archived: bool
    version: int
    steps: list[StepCard]
    merge_model: ModelName | None
    timeframes: tuple[Timeframe, ...]
    languages: tuple[Language, ...]
    auto_publish: bool
    last_run: LastRun | None
    cost_usd: CostRange | None


class AnalysisList(BaseModel):
    items: list[AnalysisCard]
    next_cursor: str | None = None


class AnalysisDetail(AnalysisCard):
    """The card with its active version."""

    config: AnalysisSpec
    hash: str


class VersionCard(BaseModel):
    version: int
    hash: str
    author: str
    note: str
    created_at: datetime
    active: bool


class VersionDetail(VersionCard):
    config: AnalysisSpec


class VersionList(BaseModel):
    items: list[VersionCard]
    next_cursor: int | None


class Duration(BaseModel):
    """From request to post, over the newest runs that made one."""

    p50: int
    p95: int
    runs: int


class StepEstimate(BaseModel):
    """One step with a model, over all languages; the amounts are null where no named model has a price.

    `enabled` is false where no named model may be asked: the deterministic twin will write. Tokens are those
    of one call, by `basis` the mean of past ones or what follows from the prompt's length.
    """

    step: str
    model: ModelName
    enabled: bool
    basis: Literal["past_calls", "prompt_length"]
    prompt_tokens: int
    answer_tokens: int
    expected_usd: Decimal | None
    worst_usd: Decimal | None


class Estimate(BaseModel):
    """What a run is to cost, and the most that its answers and their repairs take, up to the budget.

    `reasons` says why there is no figure: `no_runs` yet, or `no_prices` of the models that are named.
    """

    duration_ms: Duration | None
    cost_usd: Decimal | None
    worst_usd: Decimal | None
    budget_usd: Decimal | None
    steps: list[StepEstimate]
    reasons: dict[Literal["duration_ms", "cost_usd"], Literal["no_runs", "no_prices"]]
