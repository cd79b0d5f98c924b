"""What `maxsignal bench api` asks and tells, and what it aims for."""

from dataclasses import dataclass

from maxsignal_cli.bench.open_loop import Latencies

# Each contestant's turns at a question.
TURNS = 3
# The first page's p99 over that of a constant.
TARGET = 5.0
FIRST_PAGE = "first page"
QUESTIONS = (FIRST_PAGE, "deep page", "filters", "detail", "chart", "stream")


@dataclass(frozen=True)
class Plan:
    """`seconds` is how long each contestant is asked each question."""

    runs: int
    rate: float
    seconds: float

    @property
    def turn(self) -> int:
        """Requests of one turn."""
        return max(1, round(self.rate * self.seconds / TURNS))

    @property
    def requests(self) -> int:
        return len(QUESTIONS) * TURNS * 2 * self.turn


@dataclass(frozen=True)
class Compared:
    """A question, ours beside the floor; `bytes` is the mean answer, of which a stream has none."""

    ours: Latencies
    bare: Latencies
    bytes: int | None = None

    @property
    def ratio_p99(self) -> float:
        return round(self.ours.p99_ms / self.bare.p99_ms, 2)


def met(found: dict[str, Compared]) -> bool:
    """The first page is within the target, and every question was answered every time."""
    return found[FIRST_PAGE].ratio_p99 <= TARGET and not any(one.ours.errors for one in found.values())
