"""What the volume of the last 60 bars says: docs/facts.md, section vsa."""

from collections import Counter

from maxsignal_methods.events import Event
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.methods.vsa.detect import efforts
from maxsignal_methods.report import Report, number, ratios
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

# Signs that later closes confirm; effort and result need none.
CONFIRMED = ("no_demand", "no_supply", "stopping_volume", "climax", "upthrust", "spring_bar", "test")
KINDS = (*CONFIRMED, "effort_no_result", "result_no_effort")
# Confirmed by the next close or not at all.
NEXT_BAR = ("climax", "stopping_volume")


def silent(study: Study) -> dict[str, Value]:
    return {
        "window": min(study.params.vsa.window, len(study)),
        "background": 0,
        "volume": volume_kind(study),
    }


def describe(report: Report) -> None:
    study, rule = report.study, report.study.params.vsa
    report.state |= silent(study)
    report.state["background"] = _background(report, report.bar)
    if report.state["volume"] == "none":
        report.warn("no_volume")
    if report.broken_off(rule.window):
        report.warn("gap_in_window")
    numbers: Counter[str] = Counter()
    for event in report.recent(*KINDS, window=rule.window):
        numbers[event.kind] += 1
        name = f"{event.kind}.{numbers[event.kind]}"
        levels = {
            edge: report.level(f"{name}.{edge}", price, event.kind, event)
            for edge, price in (("high", event.top), ("low", event.bottom))
        }
        report.fact(name, event, _values(report, event), levels)


def _background(report: Report, bar: int) -> int:
    """The last climax of 50 bars that no close up to `bar` has refuted, else the trend."""
    window = report.study.params.vsa.background
    for climax in report.newest("climax"):
        if 0 <= bar - climax.known < window and not 0 <= climax.invalid <= bar:
            return climax.direction
    return int(report.study.run(internal).trend[bar])


def volume_kind(study: Study) -> str:
    rule = study.params.vsa
    if not study.candles.volume[-rule.window :].any():
        return "none"
    return "tick" if rule.tick_volume else "real"


def _values(report: Report, event: Event) -> dict[str, Value]:
    study, bar = report.study, event.bar
    values = ratios(study, bar) | {
        "close_position": number(study.close_position, bar),
        "background": _background(report, bar - 1),
        "status": status_at(event, len(study) - 1, study.params.vsa.confirm),
    }
    if event.kind not in CONFIRMED:
        effort, result = study.run(efforts)
        values |= {"effort": number(effort, bar), "result": number(result, bar)}
    return values


def status_at(event: Event, last: int, confirm: int) -> str:
    """What became of a sign by the last bar; `confirm` bars is how long most may be confirmed."""
    window = 1 if event.kind in NEXT_BAR else confirm
    late = event.kind in CONFIRMED and last - event.bar >= window
    return "expired" if late and status(event) == "open" else status(event)


def status(event: Event) -> str:
    if event.invalid >= 0:
        return "failed"
    return "confirmed" if event.filled >= 0 else "open"
