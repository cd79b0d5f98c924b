"""The two questions: every event of a series, and what one method says at its last bar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from maxsignal_methods.asof import Detection
from maxsignal_methods.candles import HOUR_MS, Candles
from maxsignal_methods.events import METHODS
from maxsignal_methods.methods.delta import detect as delta
from maxsignal_methods.methods.delta import facts as delta_facts
from maxsignal_methods.methods.ict import detect as ict
from maxsignal_methods.methods.ict import facts as ict_facts
from maxsignal_methods.methods.smc import detect as smc
from maxsignal_methods.methods.smc import facts as smc_facts
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.methods.vsa import detect as vsa
from maxsignal_methods.methods.vsa import facts as vsa_facts
from maxsignal_methods.methods.wyckoff import detect as wyckoff
from maxsignal_methods.methods.wyckoff import facts as wyckoff_facts
from maxsignal_methods.params import Params
from maxsignal_methods.report import Report, base_state
from maxsignal_methods.result import MethodResult, Value
from maxsignal_methods.study import Study


@dataclass(frozen=True, slots=True)
class _Method:
    """`silent` is the state of a method that has too few bars to speak."""

    detect: Callable[[Study], None]
    describe: Callable[[Report], None]
    min_bars: int
    silent: Callable[[Study], dict[str, Value]]


_METHODS = {
    "wyckoff": _Method(wyckoff.detect, wyckoff_facts.describe, wyckoff.MIN_BARS, wyckoff_facts.silent),
    "smc": _Method(smc.detect, smc_facts.describe, smc.MIN_BARS, smc_facts.silent),
    "vsa": _Method(vsa.detect, vsa_facts.describe, vsa.MIN_BARS, vsa_facts.silent),
    "delta": _Method(delta.detect, delta_facts.describe, delta.MIN_BARS, delta_facts.silent),
    "ict": _Method(ict.detect, ict_facts.describe, ict.MIN_BARS, ict_facts.silent),
}

MIN_BARS: Mapping[str, int] = MappingProxyType({method: _METHODS[method].min_bars for method in METHODS})
"""Fewest candles with which a method says anything; with fewer it warns `insufficient_bars`."""


def detect(candles: Candles, params: Params | None = None) -> Detection:
    """All detectors in one pass; never raises for valid candles, however few."""
    study = Study(candles, params or Params())
    for method in METHODS:
        _METHODS[method].detect(study)
    return Detection(study.events())


def warm_up() -> None:
    """Run every detector once, so that no reader waits for kernels to be compiled, or read from a cache.

    With numba and no cache that takes most of a minute, else well under a second. The cache is where
    NUMBA_CACHE_DIR says, or beside the sources if they can be written to.
    """
    t = np.arange(400)
    close = 100 + 9 * np.sin(t / 17) + 3 * np.sin(t / 3) + np.sin(t * 1.7)
    open_ = np.append(close[:1], close[:-1])
    high, low = np.maximum(open_, close) + 0.5, np.minimum(open_, close) - 0.5
    volume = 10 + 9 * np.sin(t * 2.3)
    bought = volume * (1 + np.sin(t * 1.1)) / 2
    detect(Candles.from_arrays(t * HOUR_MS, open_, high, low, close, volume, taker_buy=bought))


def analyze(candles: Candles, method: str, params: Params | None = None) -> MethodResult:
    """What `method` (one of METHODS) says at the last candle; raises KeyError for an unknown method.

    Runs only the detectors the method reads. Too few candles: empty facts, `insufficient_bars`.
    """
    chosen = _METHODS[method]
    study = Study(candles, params or Params())
    chosen.detect(study)
    table = study.events()
    own = table[table["method"] == method]
    if len(candles) < chosen.min_bars:
        state = base_state(study, 0) | chosen.silent(study)
        return MethodResult(method, state, warnings=("insufficient_bars",), events=own)
    report = Report(method, study, table, int(study.run(internal).trend[-1]))
    chosen.describe(report)
    return report.result(own)
