"""Time, liquidity and entries at the last bar: docs/facts.md, section ict."""

from dataclasses import dataclass

from maxsignal_methods.events import Event
from maxsignal_methods.methods.ict.detect import entries
from maxsignal_methods.methods.ict.hours import hour_of, new_york_ms
from maxsignal_methods.methods.ict.periods import in_sessions
from maxsignal_methods.methods.smc.facts import position
from maxsignal_methods.methods.smc.structure import displacement
from maxsignal_methods.report import PER_SIDE, Report, distance, live
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

RECENT = 60
NEWEST = 3
FAR_ATR = 10.0

ARRAYS = ("fvg", "ifvg", "ob", "breaker", "mitigation")
PERIOD_LEVELS = {
    ("day", 1): "pdh",
    ("day", -1): "pdl",
    ("week", 1): "pwh",
    ("week", -1): "pwl",
}


def silent(study: Study) -> dict[str, Value]:
    return {"sessions": in_sessions(study), "position": None, "bias": 0}


def describe(report: Report) -> None:
    report.state |= silent(report.study)
    position(report)
    del report.state["zone"]
    changes = report.newest("choch", method="smc")
    report.state["bias"] = changes[0].direction if changes else 0
    if not report.state["sessions"]:
        report.warn("intraday_only")
    _levels(report)
    _sweeps(report)
    _shifts(report)
    zone = _entry_zone(report)
    _arrays(report, zone)


def _levels(report: Report) -> None:
    for (kind, direction), name in PERIOD_LEVELS.items():
        found = [event for event in report.newest(kind) if event.direction == direction]
        if found:
            report.level(name, found[0].level, kind, found[0])
    for kind in ("day_open", "week_open"):
        opens = report.newest(kind)
        if opens:
            report.level(kind, opens[0].level, kind, opens[0])
    asia = report.newest("asia")
    if asia:
        report.zone("asia", asia[0])


def _sweeps(report: Report) -> None:
    own = report.recent("sweep", window=RECENT)
    both = own + report.recent("sweep", window=RECENT, method="smc")
    both.sort(key=lambda event: (-event.known, -event.strength))
    # one level may be a pool, a swing and a day's high at once: the first name stands
    once = {(event.known, event.level): event for event in reversed(both)}.values()
    for n, event in enumerate(list(once)[::-1][:NEWEST], start=1):
        level = report.level(f"swept.{n}", event.level, "sweep", event)
        values: dict[str, Value] = {"source": _source(report, event), "depth_atr": event.strength}
        report.fact(f"sweep.{n}", event, values, {"level": level})


def _source(report: Report, event: Event) -> str:
    """What was swept: a sweep of direction -1 took highs, so its level's direction is +1."""
    taken = report.by_id[event.ref]
    named = PERIOD_LEVELS.get((taken.kind, taken.direction), taken.kind)
    return "swing" if named.startswith("swing") else named


def _shifts(report: Report) -> None:
    for n, event in enumerate(report.recent("mss", window=RECENT)[:NEWEST], start=1):
        level = report.level(f"mss.{n}", event.level, "mss", event)
        report.fact(f"mss.{n}", event, None, {"level": level})
    tricks = [event for event in report.recent("judas", window=RECENT) if event.invalid < 0]
    for n, event in enumerate(tricks[:NEWEST], start=1):
        level = report.level(f"judas.{n}", event.level, "judas", event)
        report.fact(f"judas.{n}", event, {"session": _session(report, event)}, {"level": level})


def _session(report: Report, event: Event) -> str:
    """The window in which the sweep behind a judas swing closed."""
    sweep = report.by_id[event.ref]
    local = new_york_ms(report.study.candles.ts_ms[sweep.known : sweep.known + 1])
    begin, end = report.study.params.ict.london
    return "london" if begin <= hour_of(local)[0] < end else "ny_am"


def _entry_zone(report: Report) -> Event | None:
    """The retracement zone of the newest leg, as long as price has not run through it."""
    leg = report.study.run(entries)
    if leg is None:
        return None
    rule = report.study.params.ict
    entered = [event for event in report.newest("ote") if event.known == leg.entry]
    if leg.entry >= 0:
        zone = entered[0]
    else:
        source = report.newest("bos", "choch", method="smc")[0]
        height = leg.extreme - leg.origin
        edges = sorted(leg.extreme - share * height for share in (rule.ote_from, rule.ote_to))
        middle = leg.extreme - rule.ote_mid * height
        zone = source._replace(kind="ote", level=middle, top=edges[1], bottom=edges[0], touched=-1, filled=-1)
    if not live(zone):
        return None
    values = {"overlap": _overlap(report, zone)}
    report.fact("ote.1", zone, values, report.zone("ote", zone))
    return zone


def _overlap(report: Report, zone: Event) -> str:
    for kind in ("fvg", "ob"):
        if any(_overlaps(zone, other) for other in _live(report, kind)):
            return kind
    return "none"


def _live(report: Report, *kinds: str) -> list[Event]:
    return [event for event in report.newest(*kinds, method="smc") if live(event)]


def _overlaps(one: Event, other: Event) -> bool:
    same = one.direction == other.direction
    return same and one.bottom <= other.top and other.bottom <= one.top


@dataclass(frozen=True, slots=True)
class _Ranked:
    zone: Event
    score: int
    away: float


def _arrays(report: Report, entry: Event | None) -> None:
    """Every live zone, best first: fresh, made by displacement, doubled, in the right half of the range."""
    atr = report.state["atr"]
    if not isinstance(atr, float) or atr <= 0:
        return
    zones = _live(report, *ARRAYS)
    ranked = [
        _Ranked(zone, _score(report, zone, zones), distance(zone, report.last) / atr)
        for zone in [*zones, *([entry] if entry else [])]
    ]
    near = [item for item in ranked if item.away <= FAR_ATR]
    near.sort(key=lambda item: (-item.score, item.away, -item.zone.known))
    best = [
        item for side in (1, -1) for item in [item for item in near if item.zone.direction == side][:PER_SIDE]
    ]
    best.sort(key=near.index)
    for n, item in enumerate(best, start=1):
        values: dict[str, Value] = {"source": item.zone.kind, "distance_atr": item.away, "score": item.score}
        edges = report.zone(f"pd.{n}", item.zone)
        report.fact(f"pd_array.{n}", item.zone, values, edges, kind="pd_array")


def _score(report: Report, zone: Event, zones: list[Event]) -> int:
    place = report.state["position"]
    right_half = isinstance(place, float) and (0.5 - place) * zone.direction > 0
    doubled = any({zone.kind, other.kind} == {"fvg", "ob"} and _overlaps(zone, other) for other in zones)
    return sum((zone.touched < 0, _displaced(report, zone), doubled, right_half))


def _displaced(report: Report, zone: Event) -> bool:
    """Blocks carry the displacement of their break; a gap was displaced if its middle bar was."""
    if zone.kind == "fvg":
        moved = report.study.run(displacement)[zone.direction]
        return bool(moved[zone.bar] == zone.bar)
    return zone.kind in ("ob", "ote") and zone.strength > 0
