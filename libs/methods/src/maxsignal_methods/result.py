"""What a method says: plain values that survive any serialiser; docs/facts.md is the vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from maxsignal_methods.events import EVENT, Events

type Value = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Level:
    """One price with a name; `event` is the id of the event it comes from (0 = none)."""

    id: str
    price: float
    kind: str
    event: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement. `levels` maps a role to a level id; times are bar open times in UTC ms."""

    id: str
    kind: str
    direction: int
    values: Mapping[str, Value] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    event: int = 0
    bar_ms: int | None = None
    known_ms: int | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MethodResult:
    """State, levels, facts and warnings of one method; `events` are its rows of the event table.

    Rebuilt from a message, `events` stays empty: nothing downstream of `analyze` reads it.
    """

    method: str
    state: Mapping[str, Value]
    levels: tuple[Level, ...] = ()
    facts: tuple[Fact, ...] = ()
    warnings: tuple[str, ...] = ()
    events: Events = field(default_factory=lambda: np.zeros(0, dtype=EVENT))
