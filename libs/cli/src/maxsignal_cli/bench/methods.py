"""The methods beside the public libraries: one process, one series, figures with their targets."""

import os
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from time import perf_counter
from typing import Any

from maxsignal_cli.bench.methods_contest import BOS_CHOCH, FIVE_METHODS, FVG, OB, Contestant
from maxsignal_cli.bench.methods_ours import OurMethods, OurTables
from maxsignal_cli.bench.methods_peers import peers
from maxsignal_cli.bench.methods_repaint import Repaint, cuts, repaints
from maxsignal_cli.bench.methods_rounds import Cell, Rules, time_all
from maxsignal_cli.bench.methods_series import DESCRIPTION, series

SMALL, LARGE = 10_000, 100_000
REPAINT_BARS = 3_000


@dataclass(frozen=True)
class Target:
    """`measured` is None where this run did not get that far; `met` then stays open too."""

    name: str
    limit: float
    measured: float | None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass(frozen=True)
class Report:
    machine: dict[str, Any]
    ours: str
    cells: Sequence[Cell]
    found: Sequence[Repaint]

    def best_s(self, contestant: str, family: str, candles: int) -> float | None:
        own = (cell for cell in self.cells if (cell.contestant, cell.family) == (contestant, family))
        return next((cell.best_s for cell in own if cell.candles == candles), None)

    def ratios(self) -> Iterator[dict[str, Any]]:
        """Peer's time over ours with numba, where both were measured."""
        for cell in self.cells:
            ours = self.best_s(self.ours, cell.family, cell.candles)
            if cell.contestant != self.ours and cell.best_s and ours:
                times = round(cell.best_s / ours, 2)
                yield {
                    "contestant": cell.contestant,
                    "family": cell.family,
                    "candles": cell.candles,
                    "times": times,
                }

    def growth(self) -> Iterator[dict[str, Any]]:
        """time(100k) / time(10k): 10 is linear."""
        for cell in self.cells:
            small = self.best_s(cell.contestant, cell.family, SMALL)
            if cell.candles == LARGE and cell.best_s and small:
                growth = round(cell.best_s / small, 1)
                yield {"contestant": cell.contestant, "family": cell.family, "growth": growth}

    def targets(self) -> list[Target]:
        """What was promised: the worst size and the worst family count."""
        ratios, growth = list(self.ratios()), list(self.growth())
        ours = [one["growth"] for one in growth if one["contestant"].startswith(self.ours)]
        rewritten = [one.differ for one in self.found if one.contestant.startswith("ours")]
        return [
            self._time("five methods, 1000 candles, ms", 5, 1_000),
            self._time("five methods, 100000 candles, ms", 250, LARGE),
            *(
                Target(f"times faster than smartmoneyconcepts: {family}", 100, lowest, at_least=True)
                for family in (BOS_CHOCH, FVG, OB)
                for lowest in [_worst(min, ratios, "smartmoneyconcepts", family)]
            ),
            Target("times faster than pyvsmc: fvg", 10, _worst(min, ratios, "pyvsmc", FVG), at_least=True),
            Target("time(100k) / time(10k)", 15, max(ours, default=None)),
            Target("rewritten rows", 0, max(rewritten, default=None)),
        ]

    def _time(self, name: str, limit_ms: float, candles: int) -> Target:
        best = self.best_s(self.ours, FIVE_METHODS, candles)
        return Target(name, limit_ms, None if best is None else round(best * 1000, 2))

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": self.machine,
            "series": DESCRIPTION,
            "cells": [_cell(cell) for cell in self.cells],
            "ratios": list(self.ratios()),
            "growth": list(self.growth()),
            "repaint": [asdict(one) for one in self.found],
            "targets": [asdict(one) | {"met": one.met} for one in self.targets()],
        }


def compare(
    sizes: Sequence[int], prefixes: int, rounds: int, budget_s: float, told: Callable[[str], None]
) -> Report:
    """Time everybody at `sizes`, then count repaints over `prefixes`; `told` before each round and prefix."""
    others = peers()
    ours = OurMethods(compiled=True)
    contestants: list[Contestant] = [ours, OurTables(ours), OurMethods(compiled=False), *others]
    machine = _machine(contestants)
    cells = time_all(contestants, sizes, series, Rules(rounds, budget_s, perf_counter), told)
    found = repaints((ours, *others), series(REPAINT_BARS), cuts(REPAINT_BARS, prefixes), told)
    machine["load_after"] = os.getloadavg()[0]
    return Report(machine, ours.name, cells, found)


def steps(sizes: Sequence[int], prefixes: int, rounds: int) -> int:
    """How often `compare` tells."""
    return len(sizes) * rounds + 3 * prefixes


def _worst(
    pick: Callable[[Iterable[float]], float], ratios: Sequence[dict[str, Any]], peer: str, family: str
) -> float | None:
    found = [one["times"] for one in ratios if (one["contestant"], one["family"]) == (peer, family)]
    return pick(found) if found else None


def _machine(contestants: Sequence[Contestant]) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "versions": {one.name: one.version for one in contestants}
        | {name: version(name) for name in ("numpy", "numba", "pandas")},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    best = cell.best_s
    return {
        "contestant": cell.contestant,
        "family": cell.family,
        "candles": cell.candles,
        "best_ms": None if best is None else round(best * 1000, 3),
        "candles_per_s": None if best is None else round(cell.candles / best),
        "rounds": len(cell.times_s),
        "skipped": None if cell.expected_s is None else f"expected {cell.expected_s:.0f} s",
    }
