"""What a publisher counts: how messages end, how long calls take, how often the bot had to be silent."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from maxsignal_publisher.domain import PauseReason, State


class DeliveryMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._deliveries = Counter(
            "maxsignal_deliveries",
            "Moves of messages in the ledger, by new state",
            ["state"],
            registry=registry,
        )
        self._pauses = Counter(
            "maxsignal_telegram_pauses",
            "Times the whole bot fell silent, by reason",
            ["reason"],
            registry=registry,
        )
        self._rounds = Counter("maxsignal_rounds_announced", "Posts reported as published", registry=registry)
        self.call_seconds = Histogram(
            "maxsignal_telegram_call_seconds", "Time of one call to the Bot API", registry=registry
        )
        # Known from the start, so that an alert on them sees zero and not nothing.
        for state in (State.SENT, State.BLOCKED, State.FAILED, State.UNKNOWN):
            self._deliveries.labels(state)
        for reason in PauseReason:
            self._pauses.labels(reason)

    def moved(self, state: str) -> None:
        self._deliveries.labels(state).inc()

    def paused(self, reason: PauseReason) -> None:
        self._pauses.labels(reason).inc()

    def announced(self) -> None:
        self._rounds.inc()
