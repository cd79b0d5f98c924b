"""Timing of the methods benchmark: rounds in which everybody takes a turn, the best one counts.

A cell whose first run is expected to take longer than the budget is skipped with that expectation, and one
that has used up its budget gets no further rounds: a figure is measured or missing, never derived.
"""

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from maxsignal_cli.bench.methods_contest import Contestant, Work
from maxsignal_methods import Candles

# Nothing here is worse than cubic; before two sizes were seen, quadratic is assumed.
MAX_GROWTH, ASSUMED_GROWTH = 3.0, 2.0


# Everybody's call is repeated this long in each turn, and made at least once.
TURN_S = 0.01


@dataclass
class Cell:
    """One contestant's family at one size; `expected_s` is why it was skipped."""

    contestant: str
    family: str
    candles: int
    times_s: list[float] = field(default_factory=list)
    expected_s: float | None = None

    @property
    def best_s(self) -> float | None:
        return min(self.times_s, default=None)


@dataclass(frozen=True)
class Rules:
    rounds: int
    budget_s: float
    timer: Callable[[], float]

    def allows(self, cell: Cell) -> bool:
        return cell.expected_s is None and sum(cell.times_s) < self.budget_s


def time_all(
    contestants: Sequence[Contestant],
    sizes: Sequence[int],
    series: Callable[[int], Candles],
    rules: Rules,
    told: Callable[[str], None],
) -> list[Cell]:
    """Every contestant's families at every size, in ascending order; `told` once per size and round."""
    cells: list[Cell] = []
    for number, size in enumerate(sorted(sizes)):
        candles = series(size)
        turns = list(_turns(contestants, candles, cells, rules))
        if number == 0:
            for _, work in turns:
                work()  # compile, fill caches
        for _ in range(rules.rounds):
            told(f"{size} candles")
            for cell, work in turns:
                if rules.allows(cell):
                    cell.times_s.append(_timed(work, rules.timer))
        cells += [cell for cell, _ in turns]
    return cells


def _turns(
    contestants: Sequence[Contestant], candles: Candles, done: Sequence[Cell], rules: Rules
) -> Iterator[tuple[Cell, Work]]:
    for contestant in contestants:
        for family, work in contestant.prepare(candles).items():
            cell = Cell(contestant.name, family, len(candles))
            expected = _expected_s(cell, done)
            if expected is not None and expected > rules.budget_s:
                cell.expected_s = expected
            yield cell, work


def _expected_s(cell: Cell, done: Sequence[Cell]) -> float | None:
    """From the two sizes before, or the skipped one's own expectation; None before anything was seen."""
    own = [one for one in done if (one.contestant, one.family) == (cell.contestant, cell.family)]
    seen = [(one.candles, seconds) for one in own if (seconds := one.best_s or one.expected_s)]
    if not seen:
        return None
    size, seconds = seen[-1]
    growth = ASSUMED_GROWTH
    if len(seen) > 1:
        earlier_size, earlier = seen[-2]
        growth = min(max(math.log(seconds / earlier) / math.log(size / earlier_size), 1.0), MAX_GROWTH)
    return float(seconds * (cell.candles / size) ** growth)


def _timed(work: Work, timer: Callable[[], float]) -> float:
    """The fastest call of one turn: a first call after other work finds the processor's caches cold."""
    gc.collect()
    gc.disable()
    try:
        began = timer()
        best = math.inf
        while best == math.inf or timer() - began < TURN_S:
            start = timer()
            work()
            best = min(best, timer() - start)
        return best
    finally:
        gc.enable()
