"""Who leads the flow, where it was unusual and whether price kept it: docs/facts.md, section delta."""

import numpy as np

from maxsignal_methods.events import Event
from maxsignal_methods.methods.delta.detect import Flow, flow
from maxsignal_methods.methods.vsa.facts import status
from maxsignal_methods.report import Report, number
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

WINDOW = 100
NEWEST = 3


def silent(study: Study) -> dict[str, Value]:
    table = study.run(flow)
    return {
        "source": table.source,
        "estimated": table.estimated and table.source != "none",
        "dominance": None,
        "dominance_bars": study.params.delta.dominance,
        "side": 0,
    }


def describe(report: Report) -> None:
    table = report.study.run(flow)
    report.state |= silent(report.study)
    if table.source == "none":
        report.warn("no_volume")
    elif table.estimated:
        report.warn("delta_estimated")
    _dominance(report, table)
    _anomalies(report)
    _divergences(report)
    _absorptions(report)


def _dominance(report: Report, table: Flow) -> None:
    """Net delta of 20 bars as a share of their volume; from 10 % on it names a side."""
    rule = report.study.params.delta
    volume = float(report.study.candles.volume[-rule.dominance :].sum())
    net = float(table.delta[-rule.dominance :].sum())
    if volume > 0 and np.isfinite(net):
        share = max(-1.0, min(1.0, net / volume))
        side = 0 if abs(share) < rule.dominance_share else 1 if share > 0 else -1
        report.state |= {"dominance": share, "side": side}


def _anomalies(report: Report) -> None:
    found = report.recent("anomaly", window=WINDOW)[:NEWEST]
    for n, event in enumerate(found, start=1):
        level = report.level(f"anomaly.{n}", event.level, "anomaly", event)
        report.fact(f"anomaly.{n}", event, {"z": event.strength}, {"close": level})
        if n == 1 and (held := _held(report, event)):
            report.fact("hold.1", event, {"bars": held}, {"close": level}, kind="hold")


def _held(report: Report, event: Event) -> int:
    """Bars since the anomaly that closed on its side; 0 if the last one did not."""
    closes = report.study.candles.close[event.bar + 1 :]
    kept = event.direction * (closes - event.level) >= 0
    return int(kept.sum()) if len(kept) and kept[-1] else 0


def _divergences(report: Report) -> None:
    kinds = ("divergence", "hidden_divergence")
    valid = [e for e in report.recent(*kinds, window=WINDOW) if e.invalid < 0]
    for n, event in enumerate(valid[:NEWEST], start=1):
        other = event.top if event.level == event.bottom else event.bottom
        levels = {
            "first": report.level(f"divergence.{n}.first", other, "divergence", event),
            "second": report.level(f"divergence.{n}.second", event.level, "divergence", event),
        }
        hidden = event.kind == "hidden_divergence"
        report.fact(f"divergence.{n}", event, {"hidden": hidden}, levels, kind="divergence")


def _absorptions(report: Report) -> None:
    for n, event in enumerate(report.recent("absorption", window=WINDOW)[:NEWEST], start=1):
        level = report.level(f"absorption.{n}", event.level, "absorption", event)
        values = {
            "z": event.strength,
            "volume_ratio": number(report.study.volume_ratio, event.bar),
            "status": status(event),
        }
        report.fact(f"absorption.{n}", event, values, {"extreme": level})
