"""The public libraries we are measured beside, each called the way its documentation calls it.

They are installed for the benchmark only (dependency group `bench`): without them there is an error that
says how to get them.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from maxsignal_cli.bench.methods_contest import (
    BOS_CHOCH,
    FVG,
    OB,
    SWING,
    SWINGS,
    Answer,
    Contestant,
    Said,
    Table,
    Work,
)
from maxsignal_common.errors import MaxSignalError
from maxsignal_methods import Candles

NEEDED = {"smartmoneyconcepts": "==0.0.27", "pyvsmc": "==0.3.7", "numba": ">=0.67"}


def peers(find: Callable[[str], object] = find_spec) -> tuple[Contestant, ...]:
    """Both peers; raises `bench_peers_missing` if `find` does not find one of them, or numba."""
    missing = [name for name in NEEDED if find(name) is None]
    if missing:
        wanted = " ".join(f"'{name}{pin}'" for name, pin in NEEDED.items())
        raise MaxSignalError(
            "bench_peers_missing",
            f"this benchmark needs {', '.join(missing)}, which the product does not; "
            f"install with: uv pip install {wanted}",
        )
    return SmartMoneyConcepts(), Pyvsmc()


@dataclass(frozen=True)
class PeerAnswer:
    tables: Mapping[str, Table]

    def at(self, bar: int) -> Said:
        return {family: table.at(bar) for family, table in self.tables.items()}


class SmartMoneyConcepts:
    def __init__(self) -> None:
        self.name = "smartmoneyconcepts"
        self.version = version(self.name)
        # its greeting would stand in front of our JSON
        os.environ["SMC_CREDIT"] = "0"
        self._smc: Any = import_module(self.name).smc
        self._frame: Any = import_module("pandas").DataFrame

    def prepare(self, candles: Candles) -> Mapping[str, Work]:
        frame = self._own(candles)
        return {
            SWINGS: lambda: self._swings(frame),
            BOS_CHOCH: lambda: self._smc.bos_choch(frame, self._swings(frame)),
            FVG: lambda: self._smc.fvg(frame),
            OB: lambda: self._smc.ob(frame, self._swings(frame)),
        }

    def answer(self, candles: Candles) -> Answer:
        frame = self._own(candles)
        swings = self._swings(frame)
        breaks, gaps = self._smc.bos_choch(frame, swings), self._smc.fvg(frame)
        blocks = self._smc.ob(frame, swings)
        broken = breaks["BrokenIndex"].to_numpy()
        return PeerAnswer(
            {
                SWINGS: Table(_columns(swings, "HighLow", "Level")),
                BOS_CHOCH: Table(_columns(breaks, "BOS", "CHOCH", "Level"), (broken,), known=broken),
                FVG: Table(_columns(gaps, "FVG", "Top", "Bottom"), _columns(gaps, "MitigatedIndex")),
                OB: Table(
                    _columns(blocks, "OB", "Top", "Bottom"), _columns(blocks, "MitigatedIndex"), late=1
                ),
            }
        )

    def _own(self, candles: Candles) -> Any:  # noqa: ANN401 - a pandas frame
        names = ("open", "high", "low", "close", "volume")
        return self._frame({name: getattr(candles, name).copy() for name in names})

    def _swings(self, frame: object) -> Any:  # noqa: ANN401 - a pandas frame
        return self._smc.swing_highs_lows(frame, swing_length=SWING)


def _columns(frame: Any, *names: str) -> tuple[Any, ...]:  # noqa: ANN401 - a pandas frame
    return tuple(frame[name].to_numpy() for name in names)


class Pyvsmc:
    def __init__(self) -> None:
        self.name = "pyvsmc"
        self.version = version(self.name)
        self._lib: Any = import_module(self.name)

    def prepare(self, candles: Candles) -> Mapping[str, Work]:
        return {
            SWINGS: lambda: self._swings(candles),
            BOS_CHOCH: lambda: self._structure(candles),
            FVG: lambda: self._gaps(candles),
            OB: lambda: self._blocks(candles),
        }

    def answer(self, candles: Candles) -> Answer:
        swings, breaks = self._swings(candles), self._structure(candles)
        gaps, blocks = self._gaps(candles), self._blocks(candles)
        return PeerAnswer(
            {
                SWINGS: Table((swings.swing_high_price, swings.swing_low_price)),
                BOS_CHOCH: Table(
                    (breaks.bos_bullish, breaks.bos_bearish, breaks.choch_bullish, breaks.choch_bearish)
                ),
                FVG: Table(
                    (gaps.bullish_upper, gaps.bullish_lower, gaps.bearish_upper, gaps.bearish_lower),
                    (gaps.mitigated_index, gaps.mitigated_50_index, gaps.mitigated_full_index),
                ),
                OB: Table(
                    (blocks.bullish_ob, blocks.bearish_ob, blocks.ob_high, blocks.ob_low),
                    (blocks.mitigated_index, blocks.breaker_index),
                    known=blocks.validated_index,
                ),
            }
        )

    def _swings(self, c: Candles) -> Any:  # noqa: ANN401 - the library's own result
        return self._lib.detect_swings(c.high, c.low, window_size=SWING)

    def _structure(self, c: Candles) -> Any:  # noqa: ANN401 - the library's own result
        return self._lib.detect_structure(c.high, c.low, c.close, window_size=SWING)

    def _gaps(self, c: Candles) -> Any:  # noqa: ANN401 - the library's own result
        return self._lib.detect_fvg(c.high, c.low, close=c.close, compute_mitigation=True)

    def _blocks(self, c: Candles) -> Any:  # noqa: ANN401 - the library's own result
        return self._lib.detect_order_blocks(
            c.open, c.high, c.low, c.close, window_size=SWING, compute_mitigation=True
        )
