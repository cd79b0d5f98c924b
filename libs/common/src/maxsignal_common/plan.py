"""The trading plan on the wire, version 1; docs/plan.md says what each part means."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from maxsignal_common.market import Frozen

Side = Literal["long", "short"]
# What may happen to a leg after it was published: docs/follow-ups.md.
ProgressKind = Literal["confirmed", "target", "stopped", "invalidated", "missed", "expired"]


class Zone(Frozen):
    top: str
    bottom: str


class Scenario(Frozen):
    side: Literal["bull", "bear", "neutral"]
    trigger: str
    targets: tuple[str, ...] = ()
    invalidation: str | None = None


class Target(Frozen):
    level: str
    share: Decimal = Field(gt=0, le=1)


class Confirmation(Frozen):
    """The close beyond `level` that must be seen on one of the timeframes before the entry counts."""

    rule: Literal["close_beyond"] = "close_beyond"
    level: str
    timeframes: tuple[str, ...]


class Leg(Frozen):
    side: Side
    entry_type: Literal["limit", "stop"]
    entry_zone: Zone
    stop: str
    targets: tuple[Target, ...]
    confirmation: Confirmation
    valid_bars: int = Field(gt=0)
    reward_risk: Decimal


class Plan(Frozen):
    """Every level named here is a key of `levels`, its price rounded to the instrument's tick."""

    version: Literal[1] = 1
    bias: Literal["long", "short", "wait"]
    key_zone: Zone | None
    scenarios: tuple[Scenario, ...]
    legs: tuple[Leg, ...] = ()
    levels: dict[str, Decimal] = {}
    reasons: tuple[str, ...] = ()
