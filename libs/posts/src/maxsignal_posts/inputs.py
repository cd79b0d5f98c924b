"""What a post is made of: facts, levels and a plan, as docs/facts.md and docs/plan.md define them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal, Self

from maxsignal_posts.ledger import to_tick

METHODS = ("wyckoff", "smc", "vsa", "delta", "ict")
# The sections that connect the methods: what a model may write in them stands above what the plan says.
SECTIONS = ("union", "trap")

type Value = bool | int | float | str | None
type Status = Literal["ok", "missing", "insufficient_bars", "failed"]
type MadeBy = Literal["twin", "model"]


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    kind: str
    direction: int
    values: Mapping[str, Value] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    event: int = 0
    bar_ms: int | None = None
    known_ms: int | None = None
    age: int | None = None

    def value(self, name: str) -> Value:
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class StepView:
    """One method's answer; without `prose` its block is written from the facts."""

    method: str
    status: Status = "ok"
    state: Mapping[str, Value] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    levels: Mapping[str, Decimal] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    prose: str | None = None

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    def get(self, name: str) -> Value:
        return self.state.get(name)

    def on_tick(self, tick: Decimal) -> Self:
        """Without the zones whose edges print as one price."""

        def has_height(fact: Fact) -> bool:
            edges = [self.levels.get(fact.levels.get(edge, "")) for edge in ("top", "bottom")]
            top, bottom = (None if edge is None else to_tick(edge, tick) for edge in edges)
            return top is None or top != bottom

        return replace(self, facts=tuple(fact for fact in self.facts if has_height(fact)))

    def number(self, name: str) -> float | None:
        """A numeric state value; None where it is absent or not a number."""
        value = self.state.get(name)
        return None if value is None or isinstance(value, str) else float(value)

    def all(self, *kinds: str, direction: int | None = None) -> tuple[Fact, ...]:
        """Facts of these kinds (of any when none is named), newest first."""
        return tuple(
            fact
            for fact in self.facts
            if (not kinds or fact.kind in kinds) and direction in (None, fact.direction)
        )

    def newest(self, *kinds: str, direction: int | None = None) -> Fact | None:
        return next(iter(self.all(*kinds, direction=direction)), None)


@dataclass(frozen=True, slots=True)
class Zone:
    """Two level ids."""

    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Scenario:
    side: str
    trigger: str | None
    targets: tuple[str, ...] = ()
    invalidation: str | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    side: str
    entry_type: str
    entry_zone: Zone
    stop: str
    targets: tuple[str, ...]
    confirm_level: str
    confirm_timeframes: tuple[str, ...]
    valid_bars: int
    reward_risk: Decimal


@dataclass(frozen=True, slots=True)
class PlanView:
    bias: str
    key_zone: Zone | None
    bull: Scenario
    bear: Scenario
    legs: tuple[Leg, ...] = ()
    levels: Mapping[str, Decimal] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many bars the window lacks, and the newest gap among them by the open times of its ends."""

    bars: int
    first_ms: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class PostInput:
    """Everything one post says; `time_zone` is the IANA name its times are told in, `methods` who was asked.

    Notes are codes about the data as a whole: gap_in_window, degraded, split, deadline, fallback, recorded.
    """

    instrument: str
    timeframe: str
    as_of: datetime
    time_zone: str
    source: str
    tick: Decimal
    steps: tuple[StepView, ...]
    plan: PlanView
    sections: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    lacking: Lacking | None = None
    methods: tuple[str, ...] = METHODS

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError("as_of needs a time zone")

    def step(self, method: str) -> StepView:
        """The method's step; a method that gave none is there as missing."""
        given = (step for step in self.steps if step.method == method)
        return next(given, StepView(method, status="missing"))

    def with_prose(self, prose: Mapping[str, str]) -> Self:
        """The post in which a model tells these methods' findings."""
        steps = tuple(replace(step, prose=prose.get(step.method, step.prose)) for step in self.steps)
        return replace(self, steps=steps)

    def with_sections(self, sections: Mapping[str, str]) -> Self:
        """The post in which a model connects the findings: some of SECTIONS."""
        return replace(self, sections={**self.sections, **sections})

    def without(self, blocks: Collection[str]) -> Self:
        """The post in which the twin writes these blocks."""
        steps = (replace(step, prose=None) if step.method in blocks else step for step in self.steps)
        sections = {name: text for name, text in self.sections.items() if name not in blocks}
        return replace(self, steps=tuple(steps), sections=sections)

    @property
    def twin(self) -> Self:
        """The same post without a word of any model."""
        return self.without((*METHODS, *SECTIONS))

    @property
    def made_by(self) -> MadeBy:
        return "model" if self.sections or any(step.prose for step in self.steps) else "twin"

    @property
    def by_twin(self) -> tuple[str, ...]:
        """The methods with a result whose block no model wrote."""
        asked = (self.step(method) for method in METHODS if method in self.methods)
        return tuple(step.method for step in asked if step.ok and not step.prose)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(method for method in METHODS if method in self.methods and not self.step(method).ok)


def exact(number: Decimal | float | str) -> Decimal:
    """The decimal a float was printed as: binary noise never reaches a price."""
    return number if isinstance(number, Decimal) else Decimal(str(number))
