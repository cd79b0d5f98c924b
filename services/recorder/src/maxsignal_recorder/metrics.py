"""What the recorder counts beside its messages."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from maxsignal_common.store.llm_budgets import Budget


class RecorderMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._unsent = Gauge("maxsignal_outbox_unsent", "Outbox rows not yet on the bus", registry=registry)
        self._reconciled = Counter(
            "maxsignal_runs_reconciled",
            "Runs the reconciler moved, by what it did",
            ["what"],
            registry=registry,
        )
        self._lost = Counter(
            "maxsignal_model_calls_lost",
            "Model calls that ended with their worker, booked at their worst case",
            registry=registry,
        )
        self._day = Gauge(
            "maxsignal_model_day_usd",
            "The day's budget for models in US dollars: cap, reserved, spent",
            ["what"],
            registry=registry,
        )

    def looked(self, *, unsent: int, merging: int, failed: int, again: int) -> None:
        self._unsent.set(unsent)
        self._reconciled.labels("merged_overdue").inc(merging)
        self._reconciled.labels("failed_overdue").inc(failed)
        self._reconciled.labels("announced_again").inc(again)

    def swept(self, *, lost: int, day: Budget | None) -> None:
        """Until the day's first call there is no budget of it, and nothing is spent."""
        self._lost.inc(lost)
        for what in ("cap", "reserved", "spent"):
            self._day.labels(what).set(float(getattr(day, what)) if day else 0)
