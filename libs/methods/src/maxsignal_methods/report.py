"""How a method's facts are put together: level ids, fact ids and the measures of a bar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from maxsignal_methods.base_rates import DAILY, HOURLY
from maxsignal_methods.candles import DAY_MS, Floats
from maxsignal_methods.events import Event, Events, rows
from maxsignal_methods.result import Fact, Level, MethodResult, Value
from maxsignal_methods.study import Study

PER_SIDE = 3

# 1970-01-01 was a Thursday; a market with bars on Saturdays never closes.
SATURDAY = 2
LONG_WEEKEND_MS = 5 * DAY_MS


class Report:
    """Collects one method's levels, facts and state at the last bar of a study."""

    def __init__(self, method: str, study: Study, events: Events, trend: int) -> None:
        self.method = method
        self.study = study
        self.bar = len(study) - 1
        self.last = float(study.candles.close[-1])
        self._ts: list[int] = study.candles.ts_ms.tolist()
        self._events: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
        self.by_id: dict[int, Event] = {}
        for event in rows(events):
            self._events[event.method, event.kind].append(event)
            self.by_id[event.id] = event
        self.state: dict[str, Value] = base_state(study, trend)
        self._levels: dict[str, Level] = {}
        self._facts: list[Fact] = []
        self._warnings: list[str] = []

    def newest(self, *kinds: str, method: str = "") -> list[Event]:
        """Events of these kinds, newest known first."""
        found = [event for kind in kinds for event in self._events[method or self.method, kind]]
        return sorted(found, key=lambda event: (-event.known, -event.bar, event.kind))

    def recent(self, *kinds: str, window: int, method: str = "") -> list[Event]:
        """Events of these kinds known within the last `window` bars, newest first."""
        return [e for e in self.newest(*kinds, method=method) if self.bar - e.known < window]

    def level(self, name: str, price: float, kind: str, event: Event | int = 0) -> str:
        """Name a price; the id is `<method>.<name>`."""
        level_id = f"{self.method}.{name}"
        source = event if isinstance(event, int) else event.id
        self._levels[level_id] = Level(level_id, float(price), kind, source)
        return level_id

    def zone(self, name: str, event: Event) -> dict[str, str]:
        """Name both edges of an event's zone."""
        return {
            edge: self.level(f"{name}.{edge}", price, event.kind, event)
            for edge, price in (("top", event.top), ("bottom", event.bottom))
        }

    def fact(
        self,
        name: str,
        event: Event,
        values: Mapping[str, Value] | None = None,
        levels: Mapping[str, str] | None = None,
        kind: str = "",
    ) -> None:
        """State an event; the fact's id is `<method>.<name>`."""
        self._facts.append(
            Fact(
                id=f"{self.method}.{name}",
                kind=kind or event.kind,
                direction=event.direction,
                values=dict(values or {}) | on_noise(event, self.study.candles.tf_ms),
                levels=dict(levels or {}),
                event=event.id,
                bar_ms=self._ts[event.bar],
                known_ms=self._ts[event.known],
                age=self.bar - event.known,
            )
        )

    def broken_off(self, window: int) -> bool:
        """Is a stretch of the last bars missing that no night, weekend or holiday explains?"""
        c = self.study.candles
        resting = (c.ts_ms + c.tf_ms - 1) // DAY_MS % 7 == SATURDAY
        usual = c.tf_ms if resting.any() else max(c.tf_ms, LONG_WEEKEND_MS)
        return bool((np.diff(c.ts_ms[-window - 1 :]) > usual).any())

    def warn(self, code: str) -> None:
        self._warnings.append(code)

    def result(self, events: Events) -> MethodResult:
        return MethodResult(
            method=self.method,
            state=self.state,
            levels=tuple(self._levels.values()),
            facts=tuple(sorted(self._facts, key=lambda fact: -(fact.known_ms or 0))),
            warnings=tuple(self._warnings),
            events=events,
        )


def base_state(study: Study, trend: int) -> dict[str, Value]:
    """What every state carries, however short the series."""
    size = len(study)
    return {
        "bars": size,
        "last": float(study.candles.close[-1]) if size else None,
        "atr": number(study.atr_now, size - 1) if size else None,
        "trend": trend,
    }


def number(values: Floats, bar: int) -> float | None:
    """A measure at a bar as a plain float, None where it is unavailable."""
    value = float(values[bar])
    return value if abs(value) < float("inf") else None


def ratios(study: Study, bar: int) -> dict[str, Value]:
    """Volume and spread of a bar over their averages."""
    return {
        "volume_ratio": number(study.volume_ratio, bar),
        "spread_ratio": number(study.spread_ratio, bar),
    }


def on_noise(event: Event, tf_ms: int) -> dict[str, Value]:
    """How often noise shows such an event, and how often it then comes to its outcome, where measured."""
    key = (event.method, event.kind)
    own, other = (DAILY, HOURLY) if tf_ms >= DAY_MS else (HOURLY, DAILY)
    if (measured := own.get(key) or other.get(key)) is None:
        return {}
    per_100, share = measured
    return {"null_rate": per_100} if share is None else {"null_rate": per_100, "null_share": share}


def nearest(events: Iterable[Event], last: float) -> list[Event]:
    """Live zones, at most three of each side, nearest to the last close first; twins of one zone once."""
    kept: list[Event] = []
    sides: defaultdict[int, int] = defaultdict(int)
    seen: set[tuple[int, float, float]] = set()
    for event in sorted(events, key=lambda e: (distance(e, last), -e.known)):
        key = (event.direction, event.top, event.bottom)
        if key not in seen and sides[event.direction] < PER_SIDE:
            seen.add(key)
            sides[event.direction] += 1
            kept.append(event)
    return kept


def distance(event: Event, last: float) -> float:
    """Price between the last close and the nearer edge of a zone; 0 inside it."""
    return max(event.bottom - last, last - event.top, 0.0)


def live(event: Event) -> bool:
    """Neither filled nor invalid."""
    return event.filled < 0 and event.invalid < 0
