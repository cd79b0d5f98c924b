"""What the volume of the last 60 bars says: docs/facts.md, section vsa."""

from collections import Counter

from maxsignal_methods.events import Event
from maxsignal_methods.report import Report, number, ratios
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

KINDS = (
    "no_demand",
    "no_supply",
    "stopping_volume",
    "climax",
    "upthrust",
    "spring_bar",
    "test",
    "effort_no_result",
    "result_no_effort",
)


def silent(study: Study) -> dict[str, Value]:
    return {"window": study.params.vsa.window, "background": 0, "volume": volume_kind(study)}


def describe(report: Report) -> None:
    study, rule = report.study, report.study.params.vsa
    report.state |= silent(study)
    climax = report.recent("climax", window=rule.background)
    report.state["background"] = climax[0].direction if climax else report.state["trend"]
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
        report.fact(name, event, _values(study, event), levels)


def volume_kind(study: Study) -> str:
    rule = study.params.vsa
    if not study.candles.volume[-rule.window :].any():
        return "none"
    return "tick" if rule.tick_volume else "real"


def _values(study: Study, event: Event) -> dict[str, Value]:
    return ratios(study, event.bar) | {
        "close_position": number(study.close_position, event.bar),
        "status": status(event),
    }


def status(event: Event) -> str:
    if event.invalid >= 0:
        return "failed"
    return "confirmed" if event.filled >= 0 else "open"
