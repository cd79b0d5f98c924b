"""The exception is the policy: a handler raises what should happen next, the bus boundary does it.

Every error carries a machine code (a translation key, a metric label) and a sentence for people.
"""

from datetime import timedelta
from typing import override

MAX_DELAY = timedelta(seconds=60)


class MaxSignalError(Exception):
    """Root of every error this product raises on purpose."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @override
    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class RetryableError(MaxSignalError):
    """The same message may succeed later: it is handed back with this delay (capped at 60 s)."""

    def __init__(self, code: str, detail: str, *, delay: timedelta = timedelta(seconds=1)) -> None:
        super().__init__(code, detail)
        self.delay = min(delay, MAX_DELAY)


class OutageError(RetryableError):
    """A part everything needs (database, bus) does not answer.

    The message is held where it is and tried again, without using up its deliveries: an outage of an
    hour must not push a queue of good messages into the dead letters.
    """


class PermanentError(MaxSignalError):
    """The same message can never succeed: it goes to the dead letters with this reason."""
