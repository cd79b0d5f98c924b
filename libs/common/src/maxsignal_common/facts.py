"""What a method says, on the wire; docs/facts.md is the vocabulary."""

from enum import StrEnum

from maxsignal_common.market import Frozen

type FactValue = bool | int | float | str | None


class Method(StrEnum):
    WYCKOFF = "wyckoff"
    SMC = "smc"
    VSA = "vsa"
    DELTA = "delta"
    ICT = "ict"


class Level(Frozen):
    """One price with a name; `event` is the id of the detected event it comes from (0 = none)."""

    id: str
    price: float
    kind: str
    event: int = 0


class Fact(Frozen):
    """One statement; `levels` maps a role to a level id, times are bar open times in UTC ms."""

    id: str
    kind: str
    direction: int
    values: dict[str, FactValue] = {}
    levels: dict[str, str] = {}
    event: int = 0
    bar_ms: int | None = None
    known_ms: int | None = None
    age: int | None = None
