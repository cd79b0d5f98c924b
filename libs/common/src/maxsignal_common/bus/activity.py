"""Which consumers are at work: what readiness and the watchdog look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from maxsignal_common.clock import Clock


@dataclass
class Activity:
    """Messages in hand and the last sign of life per consumer."""

    clock: Clock
    in_flight: dict[str, int] = field(default_factory=dict)
    last_seen: dict[str, datetime] = field(default_factory=dict)

    @contextmanager
    def handling(self, consumer: str) -> Iterator[None]:
        self.in_flight[consumer] = self.in_flight.get(consumer, 0) + 1
        self.last_seen[consumer] = self.clock.now()
        try:
            yield
        finally:
            self.in_flight[consumer] -= 1
            self.last_seen[consumer] = self.clock.now()

    def idle_seconds(self, consumer: str) -> float:
        """Seconds since the consumer last held a message; 0 while it holds one."""
        if self.in_flight.get(consumer):
            return 0.0
        seen = self.last_seen.setdefault(consumer, self.clock.now())
        return (self.clock.now() - seen).total_seconds()
