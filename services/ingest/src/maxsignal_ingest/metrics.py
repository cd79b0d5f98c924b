"""What ingest counts: where candles came from, and how its sources are."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge

from maxsignal_common.store.breakers import Breaker, BreakerState

STATES = {
    BreakerState.CLOSED: 0,
    BreakerState.HALF_OPEN: 1,
    BreakerState.OPEN: 2,
    BreakerState.DISABLED: 3,
}


class IngestMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._fetched = Counter(
            "maxsignal_candles_fetched",
            "Windows of candles served, by what served them: network, window, candles or recent",
            ["source", "served_from"],
            registry=registry,
        )
        self._revised = Counter(
            "maxsignal_candles_revised",
            "Stored candles that a venue told differently later",
            ["source"],
            registry=registry,
        )
        self._breaker = Gauge(
            "maxsignal_source_breaker_state",
            "0 closed, 1 half open, 2 open, 3 disabled",
            ["source"],
            registry=registry,
        )
        self._progressed = Counter(
            "maxsignal_plan_moments", "Things told of published plans, by kind", ["kind"], registry=registry
        )
        self._watches = Gauge(
            "maxsignal_plan_watches",
            "Legs that are watched, and those of them that every look failed on",
            ["state"],
            registry=registry,
        )

    def fetched(self, source: str, served_from: str) -> None:
        self._fetched.labels(source, served_from).inc()

    def revised(self, source: str, bars: int) -> None:
        self._revised.labels(source).inc(bars)

    def breaker(self, breaker: Breaker) -> None:
        self._breaker.labels(breaker.source).set(STATES[breaker.state])

    def progressed(self, kind: str) -> None:
        self._progressed.labels(kind).inc()

    def watches(self, counts: Mapping[str, int]) -> None:
        for state, legs in counts.items():
            self._watches.labels(state).set(legs)
