"""Why an event exists: its bars, its conditions with measured values, its life and what it rests on.

Language-free: names and numbers; whoever shows them finds the words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maxsignal_methods.asof import Detection
from maxsignal_methods.candles import Candles
from maxsignal_methods.events import LIFECYCLE, Event, Events, rows
from maxsignal_methods.methods.delta import explain as delta
from maxsignal_methods.methods.ict import explain as ict
from maxsignal_methods.methods.smc import explain as smc
from maxsignal_methods.methods.vsa import explain as vsa
from maxsignal_methods.methods.wyckoff import explain as wyckoff
from maxsignal_methods.params import Params
from maxsignal_methods.reasons import Case, Condition, Reason, UnknownEvent
from maxsignal_methods.study import Study

REASONS: Mapping[tuple[str, str], Reason] = {
    (method, kind): reason
    for method, table in (
        ("wyckoff", wyckoff.REASONS),
        ("smc", smc.REASONS),
        ("vsa", vsa.REASONS),
        ("delta", delta.REASONS),
        ("ict", ict.REASONS),
    )
    for kind, reason in table.items()
}

LABELS = {(1, 1): "HH", (1, -1): "LH", (-1, 1): "HL", (-1, -1): "LL"}
SWINGS = ("swing", "swing_major")
BLOCKS = ("ob",)
ZONES = ("fvg", "ifvg", "breaker", "mitigation", "ote")
LEVELS = ("pool", "day", "week", "asia", "london", "ny_am", "london_close", "ny_pm")
CONFIRMED = ("vsa", "absorption")


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn in an event's life: `name` is one of the words of docs/methods.md, section Life."""

    name: str
    bar: int
    ts_ms: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`bars` are the first bar any condition reads and the bar at whose close the event was known.

    `label` is HH, HL, LH or LL for a swing that has one before it, else empty. `chain` are the events it
    rests on, nearest first. `across_gap`: time without bars lies inside `bars`.
    """

    event: Event
    label: str
    bars: tuple[int, int]
    bar_ms: int
    known_ms: int
    conditions: tuple[Condition, ...]
    life: tuple[Moment, ...]
    chain: tuple[Event, ...]
    across_gap: bool


def explain(
    candles: Candles, events: Detection | Events, event_id: int, params: Params | None = None
) -> Explanation:
    """Explain one event of `detect(candles, params)`, or of an `as_of` of it.

    `events` is the whole table, for an event may rest on another method's. Raises UnknownEvent for an id
    that is not in it, or a table of other candles; `params` must be those the events were found with.
    """
    found = rows(events.events if isinstance(events, Detection) else events)
    table = {event.id: event for event in found}
    event = table.get(event_id)
    if event is None or event.known >= len(candles):
        raise UnknownEvent(event_id)
    # what made it was known at its close: no later bar is read
    case = Case(Study(candles[: event.known + 1], params or Params()), event, table)
    conditions = tuple(REASONS[event.method, event.kind](case))
    first = min((condition.first for condition in conditions), default=event.bar)
    times = candles.ts_ms
    return Explanation(
        event=event,
        label=_label(event),
        bars=(first, event.known),
        bar_ms=int(times[event.bar]),
        known_ms=int(times[event.known]),
        conditions=conditions,
        life=tuple(Moment(name, bar, int(times[bar])) for name, bar in _life(event)),
        chain=tuple(_chain(case)),
        across_gap=bool(candles.gap_before[first + 1 : event.known + 1].any()),
    )


def _label(event: Event) -> str:
    return LABELS.get((event.direction, int(event.strength)), "") if event.kind in SWINGS else ""


def _chain(case: Case) -> Iterator[Event]:
    ref = case.event.ref
    while ref:
        event = case.find(ref)
        yield event
        ref = event.ref


def _life(event: Event) -> list[tuple[str, int]]:
    """What became of it, in order of time."""
    words = _words(event)
    turns = [(words[name], getattr(event, name)) for name in LIFECYCLE if getattr(event, name) >= 0]
    return sorted(turns, key=lambda turn: turn[1])


def _words(event: Event) -> Mapping[str, str]:
    """What the four lifecycle columns mean for its kind."""
    words = {"touched": "touched", "ce": "half_filled", "filled": "filled", "invalid": "void"}
    if event.kind in SWINGS:
        words |= {"filled": "broken", "invalid": "superseded"}
    elif event.kind in LEVELS:
        words |= {"touched": "taken", "filled": "swept", "invalid": "over"}
    elif event.kind in BLOCKS:
        words |= {"ce": "half_lost", "invalid": "failed"}
    elif event.kind in ZONES:
        words |= {"invalid": "closed_through"}
    elif event.method == "vsa" or event.kind in CONFIRMED:
        words |= {"filled": "confirmed", "invalid": "failed"}
    return words
