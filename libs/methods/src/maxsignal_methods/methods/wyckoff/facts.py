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
# the steps of a whole schematic, each counted once: a quiet test does what a spring does
EXPECTED = (
    ("climax",),
    ("automatic_reaction",),
    ("secondary_test",),
    ("spring", "test"),
    ("sign_of_strength",),
    ("last_point_of_support",),
    ("markup",),
)
STEPS = frozenset(kind for step in EXPECTED for kind in step)
LOUD = frozenset(("climax", "sign_of_strength", "markup"))
FAILED = frozenset(("sos_failed", "lps_failed"))
WITHDRAWN = frozenset(("sign_of_strength", "last_point_of_support"))


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
    window = RECENT
    if sign:
        window = report.bar - report.study.run(ranges)[sign].since
        story = _of_range([event for event in story if event.direction == sign])
        _state(report, sign, report.study.run(ranges)[sign], story)
    else:
        story = [event for event in story if report.bar - event.known < RECENT][:NEWEST]
    if report.broken_off(window):
        report.warn("gap_in_window")
    _facts(report, story)


def _active_side(report: Report) -> int:
    """The side whose machine spoke last among those with an open range; 0 without one.

    A climax alone is no range yet: every strong bar out of one is the other side's climax at first sight.
    """
    table = report.study.run(ranges)
    now = [(sign, table[sign]) for sign in (1, -1) if table[sign].phase != machine.NONE]
    active = [(one.phase != machine.CLIMAX, one.last, one.phase, sign) for sign, one in now]
    return max(active)[3] if active else 0


def _of_range(story: list[Event]) -> list[Event]:
    """The events that belong to the range that is open now."""
    opened = next(event for event in story if event.kind == "climax")
    return [event for event in story if opened.id in (event.id, event.ref)]


def _state(report: Report, sign: int, now: Range, story: list[Event]) -> None:
    atr = report.state["atr"]
    formed = now.phase != machine.CLIMAX
    width = (now.top - now.bottom) / atr if formed and isinstance(atr, float) and atr > 0 else None
    report.state |= {
        "phase": PHASES[now.phase],
        "side": "accumulation" if sign > 0 else "distribution",
        "range_age": report.bar - now.since,
        "width_atr": width,
        "confidence": _confidence(report, story),
        "next": _next(now.phase, story),
    }
    opened = story[-1]
    report.level("climax", opened.level, "climax", opened)
    if formed:
        report.level("range.top", now.top, "range", opened)
        report.level("range.bottom", now.bottom, "range", opened)
    if now.hold is not None:
        report.level("hold", now.hold, "hold", opened)
    # a range that was widened since has taken an older spring in
    springs = [e for e in story if e.kind == "spring" and not now.bottom <= e.level <= now.top]
    if springs:
        report.level("spring", springs[0].level, "spring", springs[0])


def _next(phase: int, story: list[Event]) -> str:
    """What the schematic wants next; a range that fell back into B has had its spring."""
    if phase == machine.PHASE_B and any(event.kind in ("spring", "test") for event in story):
        return NEXT[machine.PHASE_C]
    return NEXT.get(phase, "none")


def _confidence(report: Report, story: list[Event]) -> float:
    """Share of the schematic that stands, times the share of its events whose volume agrees."""
    failed = next((event.known for event in story if event.kind in FAILED), -1)
    standing = [
        event
        for event in story
        if event.kind in STEPS and (event.known > failed or event.kind not in WITHDRAWN)
    ]
    kinds = {event.kind for event in standing}
    seen = sum(any(kind in kinds for kind in step) for step in EXPECTED)
    agreed = sum(_volume_agrees(report, event) for event in standing)
    return round(seen / len(EXPECTED) * agreed / len(standing), 3)


def _volume_agrees(report: Report, event: Event) -> bool:
    """Climax and strength want effort; tests, springs and supports want quiet."""
    ratio = number(report.study.volume_ratio, event.bar) or 0.0
    return event.kind == "automatic_reaction" or (ratio >= 1) == (event.kind in LOUD)


def _facts(report: Report, story: list[Event]) -> None:
    """The newest events, and the newest of every kind: what is not told has not happened."""
    numbers: Counter[str] = Counter()
    for place, event in enumerate(story):
        numbers[event.kind] += 1
        if place < NEWEST or numbers[event.kind] == 1:
            name = f"{event.kind}.{numbers[event.kind]}"
            level = report.level(name, event.level, event.kind, event)
            report.fact(name, event, _values(report, event), {"price": level})


def _values(report: Report, event: Event) -> dict[str, Value]:
    sprung = event.kind == "spring"
    return ratios(report.study, event.bar) | {
        "depth_atr": event.strength if sprung else None,
        "type": _spring_type(report, event) if sprung else None,
    }


def _spring_type(report: Report, event: Event) -> str | None:
    """Deep on volume shakes holders out; shallow without it finds no sellers left."""
    volume = number(report.study.volume_ratio, event.bar)
    if volume is None:
        return None
    pierced = event.bottom - event.level if event.direction > 0 else event.level - event.top
    deep = pierced > report.study.params.wyckoff.below_h * (event.top - event.bottom)
    if deep and volume >= 1:
        return "shakeout"
    quiet = volume < report.study.params.wyckoff.test_volume
    return "quiet" if quiet and not deep else "ordinary"
