"""What the recorder counts beside its messages."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class RecorderMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._unsent = Gauge("maxsignal_outbox_unsent", "Outbox rows not yet on the bus", registry=registry)
        self._reconciled = Counter(
            "maxsignal_runs_reconciled",
            "Runs the reconciler moved, by what it did",
            ["what"],
            registry=registry,
        )

    def looked(self, *, unsent: int, merging: int, failed: int, again: int) -> None:
        self._unsent.set(unsent)
        self._reconciled.labels("merged_overdue").inc(merging)
        self._reconciled.labels("failed_overdue").inc(failed)
        self._reconciled.labels("announced_again").inc(again)
