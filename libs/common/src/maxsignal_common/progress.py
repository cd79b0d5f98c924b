"""What closed candles do to a leg of a published plan; docs/follow-ups.md tells the rules to readers.

Pure and causal: a bar is judged at its close, by itself and by what was before it. What was said about a bar
stays said, whatever comes later. Where a bar does not tell its own order, the worse one is taken.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Literal, NamedTuple, Self
from uuid import UUID

from maxsignal_common.market import CandleSeries, Frozen, Instrument, Timeframe, ZoneName
from maxsignal_common.plan import Leg, Plan, ProgressKind

FINAL = ("stopped", "invalidated", "missed", "expired")


class Bar(NamedTuple):
    """A closed candle, its prices as they were written."""

    open_ms: int
    close_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal


class Course(Frozen):
    """How far a leg has come: `touched` its zone, `reached` so many targets, in `bars` bars to `seen_ms`."""

    phase: Literal["waiting", "open", "ended"] = "waiting"
    touched: bool = False
    reached: int = 0
    bars: int = 0
    seen_ms: int


class Watch(Frozen):
    """A leg of a run's plan; `last_ms` is the open time of the newest candle the plan was made from."""

    run_id: UUID
    leg: int
    instrument: Instrument
    timeframe: Timeframe
    time_zone: ZoneName
    last_ms: int
    plan: Plan


class Moment(NamedTuple):
    """Something that happened to the leg, certain at the bar's close; targets are counted from 1."""

    kind: ProgressKind
    bar: Bar
    level: str | None = None
    number: int = 0


def progress(
    plan: Plan, leg: int, timeframe: Timeframe, bars: Iterable[Bar], course: Course
) -> tuple[list[Moment], Course]:
    """Judge the bars that opened after `course.seen_ms`, oldest first."""
    watched = _Watched.of(plan, plan.legs[leg], timeframe)
    moments: list[Moment] = []
    for bar in bars:
        if course.phase != "ended" and bar.open_ms > course.seen_ms:
            found, course = _judge(watched, bar, course)
            moments += found
    return moments, course


def bars_of(candles: CandleSeries, closes_ms: Iterable[int]) -> list[Bar]:
    columns = (candles.open, candles.high, candles.low, candles.close)
    prices = ([Decimal(str(price)) for price in column] for column in columns)
    return [Bar(*row) for row in zip(candles.ts_ms, closes_ms, *prices, strict=True)]


class _Price(NamedTuple):
    id: str
    at: Decimal


class _Watched(NamedTuple):
    """A leg with its prices turned so that it buys: a short one is its mirror."""

    sign: int
    near: _Price
    by_break: bool
    stop: _Price
    hold: _Price
    targets: tuple[_Price, ...]
    valid_bars: int
    confirms_every_ms: int

    @classmethod
    def of(cls, plan: Plan, leg: Leg, timeframe: Timeframe) -> Self:
        sign = 1 if leg.side == "long" else -1

        def price(id_: str) -> _Price:
            return _Price(id_, sign * plan.levels[id_])

        return cls(
            sign=sign,
            near=price(leg.confirmation.level),
            by_break=leg.entry_type == "stop",
            stop=price(leg.stop),
            hold=price(hold_level(plan, leg)),
            targets=tuple(price(target.level) for target in leg.targets),
            valid_bars=leg.valid_bars,
            confirms_every_ms=_confirms_every_ms(leg, timeframe),
        )

    def turned(self, bar: Bar) -> Bar:
        if self.sign > 0:
            return bar
        return bar._replace(open=-bar.open, high=-bar.low, low=-bar.high, close=-bar.close)

    def may_confirm(self, bar: Bar, course: Course) -> bool:
        """Never on the last bar: there is no time left to enter in."""
        return bar.close_ms % self.confirms_every_ms == 0 and course.bars < self.valid_bars

    def targets_reached(self, bar: Bar, price: Decimal, reached: int) -> list[Moment]:
        """The next targets up to this price."""
        ahead = enumerate(self.targets[reached:], start=reached + 1)
        hit = takewhile(lambda numbered: numbered[1].at <= price, ahead)
        return [Moment("target", bar, target.id, number) for number, target in hit]


def hold_level(plan: Plan, leg: Leg) -> str:
    """A close beyond it ends the leg: its scenario's invalidation between entry and stop, else the stop."""
    sign, side = (1, "bull") if leg.side == "long" else (-1, "bear")
    wrong = next((s.invalidation for s in plan.scenarios if s.side == side), None)
    far = plan.levels[leg.entry_zone.bottom if sign > 0 else leg.entry_zone.top]
    if wrong and sign * far >= sign * plan.levels[wrong] >= sign * plan.levels[leg.stop]:
        return wrong
    return leg.stop


def _confirms_every_ms(leg: Leg, timeframe: Timeframe) -> int:
    """Shorter bars confirm where the leg's shortest timeframe closes; every longer bar closes there."""
    shortest = min(Timeframe(name).duration for name in leg.confirmation.timeframes)
    return shortest // timedelta(milliseconds=1) if timeframe.duration < shortest else 1


def _judge(leg: _Watched, bar: Bar, course: Course) -> tuple[list[Moment], Course]:
    seen, bars = leg.turned(bar), course.bars + 1
    touched = course.touched or leg.by_break or seen.low <= leg.near.at
    before = course.model_copy(update={"bars": bars, "seen_ms": bar.open_ms, "touched": touched})
    told = _waiting(leg, seen, before) if course.phase == "waiting" else _open(leg, seen, before)
    moments = [moment._replace(bar=bar) for moment in told]
    reached = before.reached + sum(moment.kind == "target" for moment in moments)
    ended = reached == len(leg.targets) or any(moment.kind in FINAL for moment in moments)
    if not ended and bars >= leg.valid_bars:
        moments.append(Moment("expired", bar))
        ended = True
    confirmed = course.phase == "open" or any(moment.kind == "confirmed" for moment in moments)
    phase = "ended" if ended else "open" if confirmed else "waiting"
    return moments, before.model_copy(update={"phase": phase, "reached": reached})


def _waiting(leg: _Watched, bar: Bar, course: Course) -> Iterator[Moment]:
    """Before the confirming close nothing was entered: a target that comes first comes without us."""
    if bar.low <= leg.stop.at:
        yield Moment("invalidated", bar, leg.stop.id)
    elif bar.close < leg.hold.at:
        yield Moment("invalidated", bar, leg.hold.id)
    elif bar.high >= leg.targets[0].at:
        yield Moment("missed", bar, leg.targets[0].id, 1)
    elif course.touched and bar.close > leg.near.at and leg.may_confirm(bar, course):
        yield Moment("confirmed", bar, leg.near.id)


def _open(leg: _Watched, bar: Bar, course: Course) -> list[Moment]:
    """The open comes first and the close last; between them the stop is taken to come before a target."""
    moments = leg.targets_reached(bar, bar.open, course.reached)
    if course.reached + len(moments) == len(leg.targets):
        return moments
    if bar.low <= leg.stop.at:
        return [*moments, Moment("stopped", bar, leg.stop.id)]
    moments += leg.targets_reached(bar, bar.high, course.reached + len(moments))
    if course.reached + len(moments) < len(leg.targets) and bar.close < leg.hold.at:
        moments.append(Moment("invalidated", bar, leg.hold.id))
    return moments
