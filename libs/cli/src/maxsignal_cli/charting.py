"""What the detectors found in candles, put into a picture's spec: the one place that knows both."""

from collections.abc import Iterator

from maxsignal_cli.chart_candles import ChartCandles
from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.events import rows
from maxsignal_methods.methods.ict.hours import new_york_ms, session_periods
from maxsignal_posts.chart import ChartBars, ChartSpec, Session, View, chart_of_detection

# Whose hours are shaded; closes and afternoons would shade the whole day.
_SHADED = ("asia", "london", "ny_am")


def picture_of(loaded: ChartCandles, view: View) -> ChartSpec:
    """All detectors over all candles; drawn is what `view` asks for."""
    series = loaded.series
    columns = (series.open, series.high, series.low, series.close, series.volume)
    candles = Candles.from_arrays(
        series.ts_ms, *columns, taker_buy=series.taker_buy, timeframe=series.timeframe
    )
    sessions = _sessions(candles) if view.draws("ict") else ()
    bars = ChartBars(series.ts_ms, *columns)
    return chart_of_detection(bars, rows(detect(candles).events), view, sessions)


def _sessions(candles: Candles) -> Iterator[Session]:
    """The whole sessions of the series, on timeframes where they mean something."""
    if candles.tf_ms > HOUR_MS:
        return
    local, hours = new_york_ms(candles.ts_ms), Params().ict
    for name in _SHADED:
        found = session_periods(local, getattr(hours, name))
        yield from (
            Session(name, first, last)
            for first, last in zip(found.first.tolist(), found.last.tolist(), strict=True)
        )
