"""What a scheduler counts: ticks by outcome, and how late they were handled."""

from prometheus_client import CollectorRegistry, Counter, Histogram

LATENESS_BUCKETS = (0.5, 1, 2, 5, 10, 60, 600, 3600, 86400)


class TickMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._ticks = Counter("maxsignal_ticks", "Ticks handled, by outcome", ["outcome"], registry=registry)
        self._lateness = Histogram(
            "maxsignal_tick_lateness_seconds",
            "From the tick to its handling",
            registry=registry,
            buckets=LATENESS_BUCKETS,
        )

    def ticked(self, outcome: str, lateness_s: float) -> None:
        self._ticks.labels(outcome).inc()
        self._lateness.observe(lateness_s)
