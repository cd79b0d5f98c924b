"""What smart money concepts say at the last bar: docs/facts.md, section smc."""

from maxsignal_methods.events import Event
from maxsignal_methods.report import Report, distance, live, nearest, number
from maxsignal_methods.result import Value
from maxsignal_methods.study import Study

RECENT = 100
BREAKS = 3
SWEEPS = 3
SWINGS = 3
SWEPT_POOLS = 60
PREMIUM = 0.525
DISCOUNT = 0.475
# Share of the range at either end: where a premium or a discount is at its deepest.
EDGE = 0.05


def silent(study: Study) -> dict[str, Value]:  # noqa: ARG001 - every method's answer has this form
    return {"position": None, "zone": "none", "band": "none"}


def describe(report: Report) -> None:
    report.state |= silent(report.study)
    position(report)
    report.state["band"] = _band(report.state["position"])
    _swings(report)
    _breaks(report)
    _zones(report)
    _pools(report)
    _sweeps(report)


def position(report: Report) -> Event | None:
    """Put the place of the last close in the dealing range into the state."""
    spans = [span for span in report.newest("range", method="smc") if span.invalid < 0]
    span = spans[0] if spans else None
    report.state |= {"position": None, "zone": "none"}
    if span is not None:
        share = (report.last - span.bottom) / (span.top - span.bottom)
        zone = "premium" if share > PREMIUM else "discount" if share < DISCOUNT else "equilibrium"
        report.state |= {"position": share, "zone": zone}
        if report.method == "smc":
            report.zone("range", span)
            report.level("eq", span.level, "range", span)
    return span


def _band(share: Value) -> str:
    """The end of the range the close lies in, its middle, or neither."""
    if not isinstance(share, float):
        return "none"
    inner = "middle" if DISCOUNT <= share <= PREMIUM else "none"
    return "top" if share >= 1 - EDGE else "bottom" if share <= EDGE else inner


def _swings(report: Report) -> None:
    swings = report.newest("swing_major")
    for direction, name in ((1, "swing_high"), (-1, "swing_low")):
        own = [swing for swing in swings if swing.direction == direction][:SWINGS]
        for n, swing in enumerate(own, start=1):
            report.level(f"{name}.{n}", swing.level, name, swing)


def _breaks(report: Report) -> None:
    for n, event in enumerate(report.newest("bos", "choch")[:BREAKS], start=1):
        level = report.level(f"break.{n}", event.level, event.kind, event)
        values = {"displacement": event.strength > 0}
        report.fact(f"{event.kind}.{n}", event, values, {"level": level})


def _zones(report: Report) -> None:
    for kind in ("fvg", "ifvg", "ob", "breaker", "mitigation"):
        zones = nearest(filter(live, report.newest(kind)), report.last)
        for n, event in enumerate(zones, start=1):
            name = f"{kind}.{n}"
            report.fact(name, event, _status(report, event), report.zone(name, event))


def _status(report: Report, event: Event) -> dict[str, Value]:
    touched, half = event.touched >= 0, event.ce >= 0
    if event.kind in ("fvg", "ifvg"):
        life = {"touched": touched, "half": half, "filled": False}
        return {"size_atr": event.strength, **life, "across_gap": _across_gap(report, event)}
    made = {}
    if event.kind == "ob":
        made = {"displacement": event.strength > 0, "gap": _left_a_gap(report, event)}
    return {"touched": touched, "mid_lost": half, "invalid": False, **made}


def _across_gap(report: Report, gap: Event) -> bool:
    """Did time pass without bars between its three? A weekend's jump is then what is seen."""
    missing = report.study.candles.gap_before[gap.bar : gap.bar + 2]
    return bool(missing.any())


def _left_a_gap(report: Report, block: Event) -> bool:
    """Did the leg from block to break leave a fair value gap?"""
    gaps = (gap for gap in report.newest("fvg") if gap.direction == block.direction)
    return any(block.bar < gap.bar <= block.known for gap in gaps)


def _pools(report: Report) -> None:
    pools = report.newest("pool")
    resting = [pool for pool in pools if pool.invalid < 0 and pool.touched < 0]
    swept = [p for p in pools if p.filled >= 0 and report.bar - p.filled < SWEPT_POOLS]
    latest = [max(side, key=lambda p: p.filled) for side in _by_side(swept) if side]
    chosen = nearest(resting, report.last) + sorted(latest, key=lambda p: distance(p, report.last))
    for n, pool in enumerate(chosen, start=1):
        level = report.level(f"pool.{n}", pool.level, "pool", pool)
        values = {"touches": int(pool.strength), "swept": pool.filled >= 0}
        report.fact(f"pool.{n}", pool, values, {"level": level})


def _by_side(events: list[Event]) -> list[list[Event]]:
    return [[event for event in events if event.direction == side] for side in (1, -1)]


def _sweeps(report: Report) -> None:
    """Sweeps that stand: a close beyond the extreme makes one a break after all."""
    standing = [event for event in report.recent("sweep", window=RECENT) if event.invalid < 0]
    for n, event in enumerate(standing[:SWEEPS], start=1):
        level = report.level(f"swept.{n}", event.level, "sweep", event)
        values = {
            "depth_atr": event.strength,
            "volume_ratio": number(report.study.volume_ratio, event.bar),
            "wick_share": _wick_share(report, event),
        }
        report.fact(f"sweep.{n}", event, values, {"level": level})


def _wick_share(report: Report, event: Event) -> float | None:
    """How much of the bar at the extreme is the wick that swept."""
    side = report.study.up if event.direction < 0 else report.study.down
    body = max(side.open[event.bar], side.close[event.bar])
    spread = float(report.study.spread[event.bar])
    return float(side.high[event.bar] - body) / spread if spread > 0 else None
