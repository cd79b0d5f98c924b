"""Time, liquidity and entries at the last bar: docs/facts.md, section ict."""

from maxsignal_methods.events import Event
from maxsignal_methods.methods.ict.arrays import live_zones, overlaps, state_arrays, within_reach
from maxsignal_methods.methods.ict.detect import entries
from maxsignal_methods.methods.ict.periods import PERIOD_NAMES, WATCHED, in_sessions
from maxsignal_methods.methods.ict.windows import session, window
from maxsignal_methods.methods.smc.facts import position
from maxsignal_methods.report import Report, live
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

RECENT = 60
NEWEST = 3
SOURCES = frozenset((*PERIOD_NAMES.values(), *WATCHED, "pool", "swing"))
OPENS = ("midnight_open", "day_open", "week_open")


def silent(study: Study) -> dict[str, Value]:
    return {"sessions": in_sessions(study), "position": None, "bias": 0}


def describe(report: Report) -> None:
    report.state |= silent(report.study)
    span = position(report)
    del report.state["zone"]
    changes = report.newest("choch", method="smc")
    report.state["bias"] = changes[0].direction if changes else 0
    if not report.state["sessions"]:
        report.warn("intraday_only")
    if report.broken_off(RECENT):
        report.warn("gap_in_window")
    _levels(report)
    _sweeps(report)
    _shifts(report)
    zone = _entry_zone(report)
    state_arrays(report, span, zone)


def _levels(report: Report) -> None:
    for (kind, direction), name in PERIOD_NAMES.items():
        found = [event for event in report.newest(kind) if event.direction == direction]
        if found:
            report.level(name, found[0].level, kind, found[0])
    for kind in OPENS:
        opens = report.newest(kind)
        if opens:
            report.level(kind, opens[0].level, kind, opens[0])
    for kind in WATCHED:
        found = report.newest(kind)
        if found:
            report.zone(kind, found[0])


def _sweeps(report: Report) -> None:
    """Sweeps that stand: a close beyond the extreme makes one a break after all."""
    own = report.recent("sweep", window=RECENT)
    both = own + report.recent("sweep", window=RECENT, method="smc")
    told = [event for event in both if event.invalid < 0 and _source(report, event) in SOURCES]
    told.sort(key=lambda event: (-event.known, -event.strength))
    # one level may be a pool, a swing and a day's high at once: the first name stands
    once = {(event.known, event.level): event for event in reversed(told)}.values()
    for n, event in enumerate(list(once)[::-1][:NEWEST], start=1):
        level = report.level(f"swept.{n}", event.level, "sweep", event)
        values: dict[str, Value] = {
            "source": _source(report, event),
            "depth_atr": event.strength,
            "session": window(report.study, event.known),
        }
        report.fact(f"sweep.{n}", event, values, {"level": level})


def _source(report: Report, event: Event) -> str:
    """What was swept: a sweep of direction -1 took highs, so its level's direction is +1."""
    taken = report.by_id[event.ref]
    named = PERIOD_NAMES.get((taken.kind, taken.direction), taken.kind)
    return "swing" if named.startswith("swing") else named


def _shifts(report: Report) -> None:
    for n, event in enumerate(report.recent("mss", window=RECENT)[:NEWEST], start=1):
        level = report.level(f"mss.{n}", event.level, "mss", event)
        report.fact(f"mss.{n}", event, None, {"level": level})
    tricks = [event for event in report.recent("judas", window=RECENT) if event.invalid < 0]
    for n, event in enumerate(tricks[:NEWEST], start=1):
        level = report.level(f"judas.{n}", event.level, "judas", event)
        swept = report.by_id[event.ref].known
        report.fact(f"judas.{n}", event, {"session": session(report.study, swept)}, {"level": level})


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
        source = next(e for e in report.newest("bos", "choch", method="smc") if e.bar == leg.bar)
        height = leg.extreme - leg.origin
        edges = sorted(leg.extreme - share * height for share in (rule.ote_from, rule.ote_to))
        middle = leg.extreme - rule.ote_mid * height
        zone = source._replace(kind="ote", level=middle, top=edges[1], bottom=edges[0], touched=-1, filled=-1)
    if not live(zone) or not within_reach(report, zone):
        return None
    values = {"overlap": _overlap(report, zone)}
    report.fact("ote.1", zone, values, report.zone("ote", zone))
    return zone


def _overlap(report: Report, zone: Event) -> str:
    for kind in ("fvg", "ob"):
        if any(overlaps(zone, other) for other in live_zones(report, kind)):
            return kind
    return "none"
