"""One pass over one series: each table is computed once, when somebody first asks for it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import numpy as np

from maxsignal_methods._jit import Column, column, floats
from maxsignal_methods.candles import Candles, Floats
from maxsignal_methods.events import EventLog, Events
from maxsignal_methods.indicators import prior_sum, ratio
from maxsignal_methods.kernels.measures import average_ranges
from maxsignal_methods.mirror import Side, upright
from maxsignal_methods.params import Params


class Study:
    """Candles, parameters, shared measures and the tables detectors made of them.

    A detector is a function of the study that logs its events and returns its table; it runs another
    one through `run`, so SMC's tables are made once however many methods read them.
    """

    def __init__(self, candles: Candles, params: Params) -> None:
        self.candles = candles
        self.params = params
        self.log = EventLog()
        self._tables: dict[object, object] = {}

    def __len__(self) -> int:
        return len(self.candles)

    def run[T](self, detector: Callable[["Study"], T]) -> T:
        if detector not in self._tables:
            self._tables[detector] = detector(self)
        return cast("T", self._tables[detector])

    def events(self) -> Events:
        return self.log.table(self.candles.ts_ms, self.params.fingerprint)

    @cached_property
    def up(self) -> Side:
        return upright(self.candles)

    @property
    def down(self) -> Side:
        return self.up.opposite

    @property
    def sides(self) -> tuple[Side, Side]:
        """The bullish reading and the bearish one."""
        return self.up, self.down

    @cached_property
    def bars(self) -> tuple[Column, Column]:
        """Open, high, low, close of both sides, as kernels take them."""
        return self.up.columns, self.down.columns

    @cached_property
    def reaches(self) -> tuple[Column, Column]:
        """What both sides' kernels search for levels in."""
        return self.up.reach, self.down.reach

    @cached_property
    def _ranges(self) -> Floats:
        _, high, low, close = self.up.columns
        return floats(average_ranges(high, low, close, self.params.measures.atr))

    @property
    def atr_now(self) -> Floats:
        """Wilder ATR including bar t: for measuring at the last close, never for thresholds at t."""
        return self._ranges[1:]

    @cached_property
    def atr(self) -> Floats:
        """Wilder ATR of the bars before t, NaN if unknown or zero."""
        before = self._ranges[:-1]
        return np.where(before > 0, before, np.nan)

    @cached_property
    def atr_column(self) -> Column:
        return column(self.atr)

    @cached_property
    def spread(self) -> Floats:
        return self.candles.high - self.candles.low

    @cached_property
    def volume_ratio(self) -> Floats:
        """R: volume over the mean of the 20 bars before; NaN without volume."""
        return self._over_average(np.where(self.candles.volume > 0, self.candles.volume, np.nan))

    @cached_property
    def spread_ratio(self) -> Floats:
        """S: high - low over its mean of the 20 bars before."""
        return self._over_average(self.spread)

    def _over_average(self, values: Floats) -> Floats:
        window = self.params.measures.average
        return ratio(values, prior_sum(np.nan_to_num(values), window) / window)

    @cached_property
    def close_position(self) -> Floats:
        """q: where the close lies in the bar, 0 low to 1 high, 0.5 for a flat bar."""
        position = ratio(self.candles.close - self.candles.low, self.spread)
        return np.where(np.isnan(position), 0.5, position)

    def in_atr(self, size: Floats, bar: Any) -> Floats:  # noqa: ANN401 - any index of an array
        """A price distance in ATRs known at `bar`; 0 where ATR is unavailable."""
        share = ratio(np.asarray(size, dtype=np.float64), self.atr[bar])
        return np.where(np.isnan(share), 0.0, share)
