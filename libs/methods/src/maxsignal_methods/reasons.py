"""What a reason is made of: a measured value beside its threshold, and the bars it was read from.

Names are neutral as to the side: "beyond" is the event's own direction, so one rule speaks for both.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from maxsignal_methods.events import Event
from maxsignal_methods.mirror import Side
from maxsignal_methods.params import Params
from maxsignal_methods.study import Study

type Relation = Literal["<", "<=", ">", ">=", "==", "!="]
type Unit = Literal["price", "distance", "ratio", "volume", "bars", "hours", "number"]

_COMPARE: Mapping[Relation, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_TURNED: Mapping[Relation, Relation] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class UnknownEvent(LookupError):  # noqa: N818 - the name is public API
    """No such event in the table, or its bars lie beyond the candles; `event_id` names it."""

    def __init__(self, event_id: int) -> None:
        super().__init__(f"no event {event_id} of these candles")
        self.event_id = event_id


@dataclass(frozen=True, slots=True)
class Condition:
    """`value` stands in `relation` to `threshold`; both were read from the bars `first` to `last`.

    Unit `price` is a price, `distance` a difference of prices, `ratio` a pure number such as R, S or a
    share, `number` a count or a sign.
    """

    name: str
    value: float
    relation: Relation
    threshold: float
    unit: Unit
    first: int
    last: int

    @property
    def holds(self) -> bool:
        return _COMPARE[self.relation](self.value, self.threshold)


@dataclass(frozen=True, slots=True)
class Case:
    """One event, the series it was found in and the table it stands in."""

    study: Study
    event: Event
    table: Mapping[int, Event]

    @property
    def params(self) -> Params:
        return self.study.params

    @property
    def cause(self) -> Event:
        """The event this one refers to."""
        return self.find(self.event.ref)

    def find(self, event_id: int) -> Event:
        if event_id not in self.table:
            raise UnknownEvent(event_id)
        return self.table[event_id]

    def earlier(self, *kinds: str) -> list[Event]:
        """Events of these kinds of the same method known before this one, oldest first."""
        own = self.event
        return [
            e
            for e in self.table.values()
            if e.method == own.method and e.kind in kinds and e.known < own.known
        ]

    def facing(self, sign: int) -> "View":
        """The market read in a direction: +1 as it is, -1 upside down."""
        return View(self.study.up if sign > 0 else self.study.down)


@dataclass(frozen=True, slots=True)
class View:
    """One side's prices; its conditions are told in real ones."""

    side: Side

    def price(self, name: str, value: float, relation: Relation, threshold: float, *bars: int) -> Condition:
        """A condition on prices; `bars` are the one it reads, or the first and the last."""
        turned = self.side.sign < 0
        return Condition(
            name,
            self.side.sign * float(value) + 0.0,
            _TURNED.get(relation, relation) if turned else relation,
            self.side.sign * float(threshold) + 0.0,
            "price",
            bars[0],
            bars[-1],
        )

    def top(self, event: Event) -> float:
        """The event's upper edge as this side sees it."""
        return event.top if self.side.sign > 0 else -event.bottom

    def bottom(self, event: Event) -> float:
        return event.bottom if self.side.sign > 0 else -event.top

    def level(self, event: Event) -> float:
        return self.side.sign * event.level


def measure(
    name: str,
    value: float,
    relation: Relation,
    threshold: float,
    bars: tuple[int, int],
    *,
    unit: Unit = "ratio",
) -> Condition:
    """A condition on anything but prices; `bars` are the first and last it reads."""
    return Condition(name, float(value), relation, float(threshold), unit, *bars)


type Reason = Callable[[Case], Iterator[Condition]]
"""The conditions that made an event, in the order a reader checks them."""
