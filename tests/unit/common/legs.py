"""A long leg and its mirror in round numbers: entry 98-100, stop 95, wrong below 97, targets 105 and 110."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from maxsignal_common.market import Timeframe
from maxsignal_common.plan import Confirmation, Leg, Plan, Scenario, Target, Zone
from maxsignal_common.progress import Bar, Course, Moment, progress

HOUR_MS = 3_600_000
KNOWN_MS = 1_000 * HOUR_MS
MIDDLE = Decimal(200)
PRICES = {"top": 100, "bottom": 98, "stop": 95, "wrong": 97, "one": 105, "two": 110}
type Prices = tuple[float, float, float, float]


class Told(NamedTuple):
    """What a story made of: kinds with their levels, and where the leg stands after it."""

    kinds: list[str]
    levels: list[str | None]
    course: Course


def plan(*, short: bool = False, valid_bars: int = 5, wrong: str | None = "wrong") -> Plan:
    """The long plan, or all its prices mirrored at 100."""
    levels = {id_: MIDDLE - price if short else Decimal(price) for id_, price in PRICES.items()}
    zone = Zone(top="bottom", bottom="top") if short else Zone(top="top", bottom="bottom")
    leg = Leg(
        side="short" if short else "long",
        entry_type="limit",
        entry_zone=zone,
        stop="stop",
        targets=(Target(level="one", share=Decimal("0.5")), Target(level="two", share=Decimal("0.5"))),
        confirmation=Confirmation(level="top", timeframes=("M15", "H1")),
        valid_bars=valid_bars,
        reward_risk=Decimal(1),
    )
    scenario = Scenario(side="bear" if short else "bull", trigger="one", invalidation=wrong)
    return Plan(bias=leg.side, key_zone=zone, scenarios=(scenario,), legs=(leg,), levels=levels)


def bars(prices: Sequence[Prices], *, short: bool = False, step_ms: int = HOUR_MS) -> list[Bar]:
    """Open, high, low, close of consecutive bars from the first one after the plan."""
    rows = [tuple(Decimal(str(price)) for price in row) for row in prices]
    if short:
        rows = [(MIDDLE - o, MIDDLE - low, MIDDLE - high, MIDDLE - c) for o, high, low, c in rows]
    opens = [KNOWN_MS + number * step_ms for number in range(1, len(rows) + 1)]
    return [Bar(ms, ms + step_ms, *row) for ms, row in zip(opens, rows, strict=True)]


def fresh() -> Course:
    return Course(seen_ms=KNOWN_MS)


def run(of: Plan, story: Sequence[Bar], timeframe: Timeframe = Timeframe.H1) -> tuple[list[Moment], Course]:
    return progress(of, 0, timeframe, story, fresh())


def told(*prices: Prices, valid_bars: int = 5) -> Told:
    """A story of hourly bars for the long leg."""
    moments, course = run(plan(valid_bars=valid_bars), bars(prices))
    return Told([moment.kind for moment in moments], [moment.level for moment in moments], course)
