"""Which schematic the market is in and what it should do next: docs/facts.md, section wyckoff."""

from collections import Counter

from maxsignal_methods.events import Event
from maxsignal_methods.kernels import wyckoff as machine
from maxsignal_methods.methods.wyckoff.detect import KINDS, Range, ranges
from maxsignal_methods.report import Report, number, ratios
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

RECENT = 60
NEWEST = 8

PHASES = {
    machine.CLIMAX: "A",
    machine.REACTION: "A",
    machine.PHASE_B: "B",
    machine.PHASE_C: "C",
    machine.STRENGTH: "D",
    machine.SUPPORTED: "D",
    machine.MARKUP: "E",
}
NEXT = {
    machine.CLIMAX: "automatic_reaction",
    machine.REACTION: "secondary_test",
    machine.PHASE_B: "spring",
    machine.PHASE_C: "sign_of_strength",
    machine.STRENGTH: "last_point_of_support",
    machine.SUPPORTED: "markup",
}
# the steps of a whole schematic, each counted once
EXPECTED = (
    "climax",
    "automatic_reaction",
    "secondary_test",
    "spring",
    "sign_of_strength",
    "last_point_of_support",
    "markup",
)


def silent(study: Study) -> dict[str, Value]:  # noqa: ARG001 - every method's answer has this form
    return {
        "phase": "none",
        "side": "none",
        "range_age": None,
        "width_atr": None,
        "confidence": 0.0,
        "next": "none",
    }


def describe(report: Report) -> None:
    report.state |= silent(report.study)
    if not report.study.candles.volume.any():
        report.warn("no_volume")
    story = report.newest(*KINDS)
    sign = _active_side(report)
    if sign:
        story = _of_range([event for event in story if event.direction == sign])
        _state(report, sign, report.study.run(ranges)[sign], story)
    else:
        story = [event for event in story if report.bar - event.known < RECENT]
    _facts(report, story[:NEWEST])


def _active_side(report: Report) -> int:
    """The side whose machine spoke last among those with an open range; 0 without one."""
    table = report.study.run(ranges)
    active = [(table[sign].last, table[sign].phase, sign) for sign in (1, -1) if table[sign].phase]
    return max(active)[2] if active else 0


def _of_range(story: list[Event]) -> list[Event]:
    """The events that belong to the range that is open now."""
    opened = next(event for event in story if event.kind == "climax")
    return [event for event in story if opened.id in (event.id, event.ref)]


def _state(report: Report, sign: int, now: Range, story: list[Event]) -> None:
    atr = report.state["atr"]
    formed = now.top > now.bottom
    width = (now.top - now.bottom) / atr if formed and isinstance(atr, float) and atr > 0 else None
    report.state |= {
        "phase": PHASES[now.phase],
        "side": "accumulation" if sign > 0 else "distribution",
        "range_age": report.bar - now.since,
        "width_atr": width,
        "confidence": _confidence(report, story),
        "next": NEXT.get(now.phase, "none"),
    }
    opened = story[-1]
    report.level("climax", opened.level, "climax", opened)
    if formed:
        report.level("range.top", now.top, "range", opened)
        report.level("range.bottom", now.bottom, "range", opened)
    springs = [event for event in story if event.kind == "spring"]
    if springs:
        report.level("spring", springs[0].level, "spring", springs[0])


def _confidence(report: Report, story: list[Event]) -> float:
    """Share of the schematic seen, times the share of its events whose volume agrees."""
    seen = {event.kind for event in story} & set(EXPECTED)
    judged = [_volume_agrees(report, event) for event in story if event.kind in EXPECTED]
    return round(len(seen) / len(EXPECTED) * sum(judged) / len(judged), 3)


def _volume_agrees(report: Report, event: Event) -> bool:
    """Climax and strength want effort; tests, springs and supports want quiet."""
    ratio = number(report.study.volume_ratio, event.bar) or 0.0
    loud = event.kind in ("climax", "sign_of_strength", "markup")
    return event.kind == "automatic_reaction" or (ratio >= 1) == loud


def _facts(report: Report, story: list[Event]) -> None:
    numbers: Counter[str] = Counter()
    for event in story:
        numbers[event.kind] += 1
        name = f"{event.kind}.{numbers[event.kind]}"
        depth = event.strength if event.kind == "spring" else None
        values = ratios(report.study, event.bar) | {"depth_atr": depth}
        level = report.level(name, event.level, event.kind, event)
        report.fact(name, event, values, {"price": level})
