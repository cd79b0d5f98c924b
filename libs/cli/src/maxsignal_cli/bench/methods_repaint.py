"""Repaint: what a library said about closed bars, and what it says about them once more bars are there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from maxsignal_cli.bench.methods_contest import Contestant, Row
from maxsignal_methods import Candles

SEED = 7
# Enough bars for every library to have spoken.
FIRST_CUT = 200


@dataclass(frozen=True)
class Repaint:
    """Rows summed over all cuts: `differ` in any way, `withdrawn` those already stated and then changed."""

    contestant: str
    family: str
    cuts: int
    stated: int
    differ: int
    withdrawn: int


def cuts(size: int, count: int) -> list[int]:
    """Random lengths of prefixes, the same ones in every run."""
    return sorted(np.random.default_rng(SEED).integers(FIRST_CUT, size, size=count).tolist())


def repaints(
    contestants: Sequence[Contestant], candles: Candles, lengths: Sequence[int], told: Callable[[str], None]
) -> list[Repaint]:
    return [found for one in contestants for found in _of(one, candles, lengths, told)]


def _of(
    contestant: Contestant, candles: Candles, lengths: Sequence[int], told: Callable[[str], None]
) -> list[Repaint]:
    full = contestant.answer(candles)
    sums: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    for length in lengths:
        told(contestant.name)
        before = contestant.answer(candles[:length]).at(length - 1)
        after = full.at(length - 1)
        for family, rows in before.items():
            counted = np.array((len(rows), *changed(rows, after[family])))
            sums[family] = sums.get(family, np.zeros(3, dtype=np.int64)) + counted
    return [
        Repaint(contestant.name, family, len(lengths), *(int(n) for n in counted))
        for family, counted in sums.items()
    ]


def changed(before: Mapping[int, Row], after: Mapping[int, Row]) -> tuple[int, int]:
    """(rows that differ, those of them that had been stated before)."""
    keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return len(keys), len(keys & before.keys())
