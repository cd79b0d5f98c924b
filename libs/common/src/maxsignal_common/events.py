"""The events of the bus: one frozen model each; subject, stream and type are defined here only.

The body is the model as JSON; what CloudEvents wants beside it travels in headers (bus/envelope.py).
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self, override
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from maxsignal_common.analysis import AnalysisConfig, Language
from maxsignal_common.audience import Audience
from maxsignal_common.facts import Fact, FactValue, Level, Method
from maxsignal_common.ids import event_id, post_id
from maxsignal_common.market import (
    CandleSeries,
    Frozen,
    Instrument,
    Timeframe,
    ZoneName,
    check_context,
)
from maxsignal_common.origin import CandleOrigin, ContextCandles
from maxsignal_common.plan import Plan, ProgressKind, Side
from maxsignal_common.prompting import PromptStep
from maxsignal_common.rendered import RenderedPost
from maxsignal_common.replays import ReplayQuestion, StepTold
from maxsignal_common.writings import Writing

PICTURED_CANDLES = 80


class Stream(StrEnum):
    EVENTS = "MS_EVT"
    COMMANDS = "MS_CMD"
    DEAD_LETTERS = "MS_DLQ"


class Trigger(StrEnum):
    MANUAL = "manual"
    SCHEDULED = "scheduled"
    BACKTEST = "backtest"


class Event(Frozen):
    """What every event has: the run it belongs to and an id that is the same whoever computes it."""

    stream: ClassVar[Stream] = Stream.EVENTS
    base_subject: ClassVar[str]
    version: ClassVar[int] = 1

    run_id: UUID

    @classmethod
    def type(cls) -> str:
        """CloudEvents type, e.g. `ms.step.completed.v1`."""
        name = cls.base_subject.replace(".evt.", ".").replace(".cmd.", ".")
        return f"{name}.v{cls.version}"

    @classmethod
    def filter_subject(cls) -> str:
        """The subject a consumer of every such event filters on."""
        return cls.base_subject

    def subject(self) -> str:
        return self.base_subject

    def step(self) -> str:
        """The step this event belongs to; empty for events of the whole run."""
        return ""

    def event_id(self) -> UUID:
        return event_id(self.run_id, self.step(), 1, self.type())


class RunRequested(Event):
    base_subject: ClassVar[str] = "ms.evt.run.requested"

    trigger: Trigger
    instrument: Instrument
    timeframe: Timeframe
    as_of: AwareDatetime
    config: AnalysisConfig

    @model_validator(mode="after")
    def _context_is_higher(self) -> Self:
        check_context(self.timeframe, self.config.context)
        return self


class CandlesReady(Event):
    base_subject: ClassVar[str] = "ms.evt.candles.ready"

    instrument: Instrument
    timeframe: Timeframe
    as_of: AwareDatetime
    origin: CandleOrigin
    candles: CandleSeries
    config: AnalysisConfig
    context: tuple[ContextCandles, ...] = ()
    missing_context: tuple[Timeframe, ...] = ()

    @model_validator(mode="after")
    def _origin_speaks_of_these_candles(self) -> Self:
        self.origin.check(self.candles)
        if self.candles.timeframe != self.timeframe:
            raise ValueError("the candles have another timeframe")
        check_context(self.timeframe, [one.timeframe for one in self.context])
        return self


class StepEvent(Event):
    """An event of one method's step; the method is the last word of the subject."""

    method: Method

    @classmethod
    @override
    def filter_subject(cls) -> str:
        return f"{cls.base_subject}.*"

    @override
    def subject(self) -> str:
        return f"{self.base_subject}.{self.method}"

    @override
    def step(self) -> str:
        return self.method


class StepCompleted(StepEvent):
    """`prose` is what a model wrote, null where none was asked; a language that lacks is the twin's.

    `prompt_id`, `answer_id` and `model` are always null: `writings` tells them per language.
    """

    base_subject: ClassVar[str] = "ms.evt.step.completed"

    candles_sha256: str
    state: dict[str, FactValue]
    facts: tuple[Fact, ...]
    levels: tuple[Level, ...]
    warnings: tuple[str, ...] = ()
    prose: dict[Language, str] | None = None
    writings: tuple[Writing, ...] = ()
    prompt_id: str | None = None
    answer_id: str | None = None
    model: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal = Decimal(0)
    duration_ms: int = 0


class StepFailed(StepEvent):
    base_subject: ClassVar[str] = "ms.evt.step.failed"

    code: str
    detail: str


class StepsJoined(Event):
    """Everything the merger needs; `missing` names methods that gave nothing before the deadline.

    `bars` are the newest candles, for the picture; events recorded before it was drawn have none.
    """

    base_subject: ClassVar[str] = "ms.evt.run.steps_joined"

    instrument: Instrument
    timeframe: Timeframe
    as_of: AwareDatetime
    origin: CandleOrigin
    config: AnalysisConfig
    completed: tuple[StepCompleted, ...]
    failed: tuple[StepFailed, ...] = ()
    missing: tuple[Method, ...] = ()
    bars: CandleSeries | None = None


class PostMerged(Event):
    """`last_ms`: open time of the newest candle the post was made from; its times are told in `time_zone`."""

    base_subject: ClassVar[str] = "ms.evt.post.merged"

    instrument: Instrument
    timeframe: Timeframe
    as_of: AwareDatetime
    plan: Plan
    ledger: dict[str, Decimal]
    posts: Annotated[tuple[RenderedPost, ...], Field(min_length=1)]
    twins: tuple[RenderedPost, ...] = ()
    writings: tuple[Writing, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal = Decimal(0)
    missing: tuple[Method, ...] = ()
    auto_publish: bool
    last_ms: int | None = None
    time_zone: ZoneName = "UTC"

    @property
    def post_id(self) -> UUID:
        return post_id(self.run_id)


class PublishPost(Event):
    """A command: send the run's post to those of the audience it was not yet sent to."""

    stream: ClassVar[Stream] = Stream.COMMANDS
    base_subject: ClassVar[str] = "ms.cmd.post.publish"

    requested_at: AwareDatetime
    posts: Annotated[tuple[RenderedPost, ...], Field(min_length=1)]
    audience: Audience = Audience()

    @override
    def event_id(self) -> UUID:
        return event_id(self.run_id, self.requested_at.isoformat(), 1, self.type())


class PostPublished(Event):
    base_subject: ClassVar[str] = "ms.evt.post.published"

    attempt: int = 1
    sent: int
    failed: int
    blocked: int
    unknown: int
    held: int = 0

    @override
    def event_id(self) -> UUID:
        return event_id(self.run_id, "", self.attempt, self.type())


class PlanProgressed(Event):
    """What a closed candle did to a leg of the run's plan; each of these happens to a leg once.

    `number` counts targets from 1, `targets` says how many there are; `level` is the id of the price that
    decided it, and what has outlived its bars names none.
    """

    base_subject: ClassVar[str] = "ms.evt.plan.progressed"

    instrument: Instrument
    timeframe: Timeframe
    time_zone: ZoneName
    leg: int
    side: Side
    kind: ProgressKind
    level: str | None = None
    price: Decimal | None = None
    number: int = 0
    targets: int = 0
    bar_ms: int
    close_ms: int

    @override
    def step(self) -> str:
        return f"{self.leg}.{self.kind}.{self.number}"


class ReplayStep(Event):
    """A command: ask a recorded step once more, beside its run."""

    stream: ClassVar[Stream] = Stream.COMMANDS
    base_subject: ClassVar[str] = "ms.cmd.step.replay"

    replay_id: UUID
    prompt_step: PromptStep
    question: ReplayQuestion

    @classmethod
    @override
    def filter_subject(cls) -> str:
        return f"{cls.base_subject}.*"

    @override
    def subject(self) -> str:
        return f"{self.base_subject}.{self.prompt_step}"

    @override
    def step(self) -> str:
        return str(self.replay_id)


class StepReplayed(Event):
    """How a replay ended: `told` beside the run's `original`, or a `code`; no part of the run's record."""

    base_subject: ClassVar[str] = "ms.evt.step.replayed"

    replay_id: UUID
    told: StepTold | None = None
    original: StepTold | None = None
    code: str | None = None
    detail: str = ""

    @override
    def step(self) -> str:
        # A replay that failed can be told after all, when its dead letter is tried again.
        return f"{self.replay_id}.{'done' if self.told else 'failed'}"


class RunFailed(Event):
    base_subject: ClassVar[str] = "ms.evt.run.failed"

    stage: str
    code: str
    detail: str
    attempt: int = 1

    @override
    def event_id(self) -> UUID:
        # A run that was opened again can fail again, elsewhere or for another time.
        return event_id(self.run_id, self.stage, self.attempt, self.type())


EVENTS: tuple[type[Event], ...] = (
    RunRequested,
    CandlesReady,
    StepCompleted,
    StepFailed,
    StepsJoined,
    PostMerged,
    PublishPost,
    PostPublished,
    PlanProgressed,
    ReplayStep,
    StepReplayed,
    RunFailed,
)
BY_TYPE: dict[str, type[Event]] = {event.type(): event for event in EVENTS}
