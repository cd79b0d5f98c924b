"""How many streams one login may hold open: a tab closes its own while it is hidden, so few are needed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from maxsignal_api.problems import ProblemError

# Seven tabs that are looked at, and one that is being loaded again.
MOST = 8
RETRY_AFTER_S = 10


class Streams:
    """Of this process: each API answers for the connections it holds."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_more(self, whose: str) -> Iterator[None]:
        """ProblemError 429 where that would be too many."""
        if self._open[whose] >= MOST:
            detail = f"{MOST} streams are open for this login: close one"
            raise ProblemError(429, "too_many_streams", detail, headers={"Retry-After": str(RETRY_AFTER_S)})
        self._open[whose] += 1
        try:
            yield
        finally:
            self._open[whose] -= 1
            if not self._open[whose]:
                del self._open[whose]
