"""Where candles came from and what is known about their quality, told beside them."""

from typing import Literal, Self

from pydantic import model_validator

from maxsignal_common.market import CandleSeries, Frozen, Split, Timeframe

CONTEXT_CANDLES = 200


class Gap(Frozen):
    """Bars the calendar expected and the venue did not give, by open time."""

    first_ms: int
    last_ms: int
    bars: int


class Revision(Frozen):
    """Stored bars that the venue now tells differently; what was stored first is what counts."""

    first_ms: int
    last_ms: int
    bars: int


class CandleOrigin(Frozen):
    """Where a run's candles came from and what is known about their quality.

    `fallback_for` is the source that should have been asked and could not be; `splits` lie inside the window.
    """

    source: str
    sha256: str
    bars: int
    first_ms: int
    last_ms: int
    close_ms: int
    adjustment: Literal["none", "splits"] = "none"
    unfinished_dropped: int = 0
    repeated_dropped: int = 0
    gaps: tuple[Gap, ...] = ()
    degraded: bool = False
    fallback_for: str | None = None
    revised: Revision | None = None
    splits: tuple[Split, ...] = ()

    def check(self, candles: CandleSeries) -> None:
        """Raises ValueError unless these are the candles that are spoken of."""
        if not len(candles):
            raise ValueError("no candles")
        told = (self.bars, self.first_ms, self.last_ms, self.sha256)
        if told != (len(candles), candles.ts_ms[0], candles.ts_ms[-1], candles.sha256()):
            raise ValueError("the origin does not describe these candles")


class ContextCandles(Frozen):
    """Candles of a higher timeframe than the run's, closed by the same moment."""

    origin: CandleOrigin
    candles: CandleSeries

    @property
    def timeframe(self) -> Timeframe:
        return self.candles.timeframe

    @model_validator(mode="after")
    def _few_and_described(self) -> Self:
        self.origin.check(self.candles)
        if len(self.candles) > CONTEXT_CANDLES:
            raise ValueError(f"context has at most {CONTEXT_CANDLES} candles")
        return self
