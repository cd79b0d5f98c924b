"""The plan's shape, version 1: docs/plan.md. Every level named is a key of `Plan.levels`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

type Bias = Literal["long", "short", "wait"]
type Side = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class Zone:
    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Scenario:
    side: Literal["bull", "bear", "neutral"]
    trigger: str
    targets: tuple[str, ...] = ()
    invalidation: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    level: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Confirmation:
    level: str
    timeframes: tuple[str, ...]
    rule: Literal["close_beyond"] = "close_beyond"


@dataclass(frozen=True, slots=True)
class Leg:
    side: Side
    entry_type: Literal["limit", "stop"]
    entry_zone: Zone
    stop: str
    targets: tuple[Target, ...]
    confirmation: Confirmation
    valid_bars: int
    reward_risk: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    bias: Bias
    key_zone: Zone | None
    scenarios: tuple[Scenario, ...]
    legs: tuple[Leg, ...]
    levels: Mapping[str, Decimal]
    reasons: tuple[str, ...]
    version: Literal[1] = 1
