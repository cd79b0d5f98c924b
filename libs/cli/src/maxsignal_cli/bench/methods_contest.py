"""What the contestants of the methods benchmark have in common, and how an answer is read again later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maxsignal_methods import Candles

SWINGS, BOS_CHOCH, FVG, OB, FIVE_METHODS = "swings", "bos_choch", "fvg", "ob", "five_methods"
FAMILIES = (SWINGS, BOS_CHOCH, FVG, OB, FIVE_METHODS)
# Bars to each side of a swing, for everybody.
SWING = 5

type Work = Callable[[], object]
type Row = tuple[Any, ...]
type Said = dict[str, dict[int, Row]]
"""By family what stands at each key (a bar of the peers, an event id of ours)."""


class Answer(Protocol):
    """One run over one series."""

    def at(self, bar: int) -> Said:
        """The statements about bars up to `bar`, their later life hidden where the library dates it."""


class Contestant(Protocol):
    name: str
    version: str

    def prepare(self, candles: Candles) -> Mapping[str, Work]:
        """By family a call from candles to that family's result; its input is made here, off the clock."""

    def answer(self, candles: Candles) -> Answer:
        """Everything it says about the series."""


@dataclass(frozen=True)
class Table:
    """A peer's result: columns by bar in which 0, False and NaN say nothing.

    `life` are columns of later bars; `known` is a column saying when the row became certain, if there is one.
    `late` is by how many bars a life column runs behind the bar at which it could be written.
    """

    stated: tuple[NDArray[Any], ...]
    life: tuple[NDArray[Any], ...] = ()
    known: NDArray[Any] | None = None
    late: int = 0

    def at(self, bar: int) -> dict[int, Row]:
        size = bar + 1
        stated = _numbers(self.stated, size)
        life = _numbers(self.life, size)
        life[(life > bar - self.late) | (life <= 0)] = np.nan
        spoken = ~np.isnan(stated).all(axis=0)
        if self.known is not None:
            spoken &= ~(self.known[:size].astype(np.float64) > bar)
        rows = np.flatnonzero(spoken)
        cells = np.vstack((stated, life))[:, rows].T
        return {
            int(row): tuple(None if np.isnan(cell) else cell for cell in values)
            for row, values in zip(rows, cells.tolist(), strict=True)
        }


def _numbers(columns: tuple[NDArray[Any], ...], size: int) -> NDArray[np.float64]:
    table = np.array([np.asarray(column)[:size] for column in columns], dtype=np.float64).reshape(-1, size)
    table[table == 0] = np.nan
    return table
