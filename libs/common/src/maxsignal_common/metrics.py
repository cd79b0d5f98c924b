"""Prometheus metrics on a registry that is passed in; names are `maxsignal_<noun>_<unit>_total|seconds`."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram


class BusMetrics:
    """What the bus boundary counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._messages = Counter(
            "maxsignal_messages", "Messages handled, by outcome", ["consumer", "outcome"], registry=registry
        )
        self._seconds = Histogram(
            "maxsignal_handler_seconds", "Time in a handler", ["consumer"], registry=registry
        )
        self._dead = Counter(
            "maxsignal_dead_letters", "Messages given up, by code", ["consumer", "code"], registry=registry
        )
        self._outages = Counter(
            "maxsignal_outages", "Times a message waited for a dependency", ["code"], registry=registry
        )

    def handled(self, consumer: str, outcome: str) -> None:
        self._messages.labels(consumer, outcome).inc()

    def dead_letter(self, consumer: str, code: str) -> None:
        self._dead.labels(consumer, code).inc()

    def outage(self, code: str) -> None:
        self._outages.labels(code).inc()

    @contextmanager
    def timed(self, consumer: str) -> Iterator[None]:
        with self._seconds.labels(consumer).time():
            yield
