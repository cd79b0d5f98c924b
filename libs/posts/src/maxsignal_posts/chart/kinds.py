"""How each kind of event is drawn, how many of its family a readable picture holds, and who goes first."""

from dataclasses import dataclass
from typing import Protocol


class Row(Protocol):
    """One row of the event table; bars are numbers into the candles the detectors read, -1 = not yet."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def direction(self) -> int: ...
    @property
    def bar(self) -> int: ...
    @property
    def known(self) -> int: ...
    @property
    def level(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def strength(self) -> float: ...
    @property
    def ref(self) -> int: ...
    @property
    def filled(self) -> int: ...
    @property
    def invalid(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds drawn alike: at most `most` of them, labelled in the order of `rank`.

    `extra` kinds are drawn only when asked for by name.
    """

    name: str
    kinds: tuple[str, ...]
    most: int
    rank: int
    extra: tuple[str, ...] = ()


ZONES = Family(
    "zones", ("smc.fvg", "smc.ifvg", "smc.ob", "smc.breaker", "smc.mitigation", "ict.ote"), most=4, rank=100
)
BREAKS = Family(
    "breaks", ("smc.bos", "smc.choch"), most=5, rank=0, extra=("smc.bos_major", "smc.choch_major", "ict.mss")
)
LINES = Family(
    "lines",
    ("smc.pool", "smc.range", "ict.day", "ict.week", "ict.asia"),
    most=4,
    rank=300,
    extra=(
        "ict.day_open",
        "ict.week_open",
        "ict.midnight_open",
        "ict.london",
        "ict.ny_am",
        "ict.london_close",
        "ict.ny_pm",
    ),
)
SWINGS = Family("swings", ("smc.swing",), most=6, rank=700, extra=("smc.swing_major",))
SWEEPS = Family("sweeps", ("smc.sweep", "ict.sweep", "ict.judas"), most=3, rank=400)
SIGNS = Family(
    "signs",
    (
        "vsa.climax",
        "vsa.stopping_volume",
        "vsa.upthrust",
        "vsa.spring_bar",
        "vsa.no_demand",
        "vsa.no_supply",
        "vsa.test",
    ),
    most=3,
    rank=500,
    extra=("vsa.effort_no_result", "vsa.result_no_effort", "smc.displacement"),
)
FLOW = Family(
    "flow", ("delta.anomaly", "delta.absorption", "delta.divergence", "delta.hidden_divergence"), 3, 600
)
STORY = Family(
    "story",
    tuple(
        f"wyckoff.{step}"
        for step in (
            "climax",
            "automatic_reaction",
            "secondary_test",
            "upper_action",
            "spring",
            "sign_of_strength",
            "last_point_of_support",
            "markup",
            "breakdown",
            "v_reversal",
            "stale",
            "sos_failed",
            "lps_failed",
        )
    ),
    most=9,
    rank=200,
)
FAMILIES = (ZONES, BREAKS, LINES, SWINGS, SWEEPS, SIGNS, FLOW, STORY)
KINDS = frozenset(kind for family in FAMILIES for kind in (*family.kinds, *family.extra))


def name_of(row: Row) -> str:
    return f"{row.method}.{row.kind}"


def ended(row: Row) -> int | None:
    """The bar that filled or invalidated it, whichever came first."""
    return min((bar for bar in (row.filled, row.invalid) if bar >= 0), default=None)
