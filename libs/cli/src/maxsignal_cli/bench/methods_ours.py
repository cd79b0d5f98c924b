"""Our detectors as contestants of one process: compiled, and as they run where numba is not installed.

A family is timed like the peers' are: from the candles' arrays to columns. `OurTables` adds what only we make
of them, inverses and failed blocks included: the sorted table of events with their ids.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any, cast

from maxsignal_cli.bench.methods_contest import (
    BOS_CHOCH,
    FIVE_METHODS,
    FVG,
    OB,
    SWING,
    SWINGS,
    Answer,
    Said,
    Work,
)
from maxsignal_common.errors import MaxSignalError
from maxsignal_methods import Candles, Detection

PACKAGE = "maxsignal_methods"
KINDS = {
    SWINGS: ("swing", "swing_major"),
    BOS_CHOCH: ("bos", "choch", "bos_major", "choch_major"),
    FVG: ("fvg", "ifvg"),
    OB: ("ob", "breaker", "mitigation"),
}


@dataclass(frozen=True)
class OurAnswer:
    detection: Detection

    def at(self, bar: int) -> Said:
        """By family the events known at `bar`; under `five_methods` all of them."""
        rows = self.detection.as_of(bar).events.tolist()
        said = {family: {row[0]: row for row in rows if row[1] in kinds} for family, kinds in KINDS.items()}
        return said | {FIVE_METHODS: {row[0]: row for row in rows}}


class OurMethods:
    """`compiled` with numba, else a second copy of the package that never saw it."""

    def __init__(self, *, compiled: bool) -> None:
        self.name = "ours (numba)" if compiled else "ours (pure Python)"
        self.version = version("maxsignal-methods")
        if compiled:
            self._load()
            if not self.compiled:
                raise MaxSignalError(
                    "bench_not_compiled", "NUMBA_DISABLE_JIT keeps numba from compiling: unset it"
                )
        else:
            with _numba_hidden():
                self._load()

    def _load(self) -> None:
        self._package: Any = import_module(PACKAGE)
        self._params: Any = self._package.Params()
        self._study: Any = import_module(f"{PACKAGE}.study").Study
        self._structure: Any = import_module(f"{PACKAGE}.methods.smc.structure")
        self._zones: Any = import_module(f"{PACKAGE}.methods.smc.zones")
        self.compiled: bool = import_module(f"{PACKAGE}._jit").COMPILED

    def prepare(self, candles: Candles) -> Mapping[str, Work]:
        own = self._own(candles)
        return {
            SWINGS: lambda: self._swings(own),
            BOS_CHOCH: lambda: self._structure.find_internal(self._new(own)),
            FVG: lambda: self._zones.find_gaps(self._new(own)),
            OB: lambda: self._zones.find_blocks(self._new(own)),
            FIVE_METHODS: lambda: self._package.detect(own),
        }

    def tables(self, candles: Candles) -> Mapping[str, Work]:
        """By family a call from candles to its rows of the event table."""
        own = self._own(candles)
        return {
            BOS_CHOCH: lambda: self._events(own, self._structure.internal),
            FVG: lambda: self._events(own, self._zones.gaps),
            OB: lambda: self._events(own, self._zones.blocks),
        }

    def answer(self, candles: Candles) -> Answer:
        return OurAnswer(self._package.detect(self._own(candles)))

    def _own(self, candles: Candles) -> Any:  # noqa: ANN401 - the copy's own class of Candles
        c = candles
        columns = (c.ts_ms, c.open, c.high, c.low, c.close, c.volume)
        return self._package.Candles.from_arrays(*columns, taker_buy=c.taker_buy, timeframe=c.timeframe)

    def _swings(self, candles: Candles) -> object:
        highs, lows = (self._structure.swing_highs(side, SWING) for side in self._new(candles).sides)
        return highs, candles.high[highs], lows, candles.low[lows]

    def _events(self, candles: Candles, detector: object) -> object:
        study = self._new(candles)
        study.run(detector)
        return study.events()

    def _new(self, candles: Candles) -> Any:  # noqa: ANN401 - the copy's own class of studies
        return self._study(candles, self._params)


class OurTables:
    """The compiled detectors once more, with the sorted table of events."""

    def __init__(self, ours: OurMethods) -> None:
        self.name, self.version = f"{ours.name}, event table", ours.version
        self.prepare, self.answer = ours.tables, ours.answer


@contextmanager
def _numba_hidden() -> Iterator[None]:
    """Import our package anew as if numba were not installed; the first copy stays what others import."""
    before = {name: module for name, module in sys.modules.items() if _concerned(name)}
    _forget()
    sys.modules["numba"] = cast("ModuleType", None)  # what the import system reads as "there is none"
    try:
        yield
    finally:
        _forget()
        sys.modules.update(before)


def _concerned(name: str) -> bool:
    return name == "numba" or name.partition(".")[0] == PACKAGE


def _forget() -> None:
    for name in [name for name in sys.modules if _concerned(name)]:
        del sys.modules[name]
