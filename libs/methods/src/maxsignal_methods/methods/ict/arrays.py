"""PD arrays: every live place price may react at, nearest first on each side, with a score.

A ranking of what other detectors found; nothing is detected here.
"""

from maxsignal_methods.events import Event
from maxsignal_methods.methods.ict.periods import PERIOD_NAMES, WATCHED
from maxsignal_methods.methods.ict.windows import in_silver_bullet
from maxsignal_methods.methods.smc.structure import displacement
from maxsignal_methods.report import Report, distance, live
from maxsignal_methods.result import Value

PER_SIDE = 4
FAR_ATR = 10.0
# By the weight of their name.
PERIODS = ("week", "day", *WATCHED)
ZONES = ("fvg", "ifvg", "ob", "breaker", "mitigation")


def state_arrays(report: Report, span: Event | None, entry: Event | None) -> None:
    """State the nearest arrays of each side; `span` is the dealing range, `entry` the OTE."""
    atr = report.state["atr"]
    if not isinstance(atr, float) or atr <= 0:
        return
    zones = live_zones(report, *ZONES)
    found = [*zones, *_lines(report), *([entry] if entry else [])]
    near = [zone for zone in found if within_reach(report, zone)]
    near.sort(key=lambda zone: (distance(zone, report.last), -zone.known, zone.kind))
    best = [zone for side in (1, -1) for zone in [z for z in near if z.direction == side][:PER_SIDE]]
    for n, zone in enumerate(sorted(best, key=near.index), start=1):
        values: dict[str, Value] = {
            "source": zone.kind,
            "distance_atr": distance(zone, report.last) / atr,
            "score": _score(report, zone, span, zones),
            "silver_bullet": zone.kind == "fvg" and in_silver_bullet(report.study, zone.known),
        }
        report.fact(f"pd_array.{n}", zone, values, report.zone(f"pd.{n}", zone), kind="pd_array")


def live_zones(report: Report, *kinds: str) -> list[Event]:
    return [event for event in report.newest(*kinds, method="smc") if live(event)]


def within_reach(report: Report, zone: Event) -> bool:
    """Near enough to be named; everything is where ATR is unknown."""
    atr = report.state["atr"]
    return not isinstance(atr, float) or distance(zone, report.last) <= FAR_ATR * atr


def overlaps(one: Event, other: Event) -> bool:
    same = one.direction == other.direction
    return same and one.bottom <= other.top and other.bottom <= one.top


def _lines(report: Report) -> list[Event]:
    """Untaken highs and lows as lines: price is expected to turn down at a high, up at a low.

    One price has one name, that of the longest period.
    """
    newest = {(event.kind, event.direction): event for event in reversed(report.newest(*PERIODS))}
    named = sorted(newest.values(), key=lambda event: PERIODS.index(event.kind))
    lines: dict[tuple[int, float], Event] = {}
    for event in (*named, *report.newest("pool", method="smc")):
        if event.touched < 0 and event.invalid < 0:
            lines.setdefault((event.direction, event.level), event)
    return [
        event._replace(
            kind=_line_name(event), direction=-event.direction, top=event.level, bottom=event.level
        )
        for event in lines.values()
    ]


def _line_name(event: Event) -> str:
    if event.kind == "pool":
        return "eqh" if event.direction > 0 else "eql"
    side = "high" if event.direction > 0 else "low"
    return PERIOD_NAMES.get((event.kind, event.direction), f"{event.kind}_{side}")


def _score(report: Report, zone: Event, span: Event | None, zones: list[Event]) -> int:
    """One point each: fresh, made by displacement, gap and block in one place, right half of the range."""
    doubled = any({zone.kind, other.kind} == {"fvg", "ob"} and overlaps(zone, other) for other in zones)
    middle = (zone.top + zone.bottom) / 2
    right_half = span is not None and (span.level - middle) * zone.direction > 0
    return sum((zone.touched < 0, _displaced(report, zone), doubled, right_half))


def _displaced(report: Report, zone: Event) -> bool:
    """Blocks carry the displacement of their break and an entry zone that of its leg.

    A gap was displaced if its middle bar was, a zone that changed sides if the bar that broke it was.
    """
    if zone.kind in ("ob", "ote"):
        # an entry zone that price is in is an event of its own and refers to its break
        made_by = report.by_id[zone.ref] if zone.kind == "ote" and zone.touched >= 0 else zone
        return made_by.strength > 0
    if zone.kind not in ZONES:
        return False
    bar = zone.bar if zone.kind == "fvg" else zone.known
    return bool(report.study.run(displacement)[zone.direction][bar] == bar)
