"""The picture of a detection shows what was known at its last candle, with the post's ids."""

from dataclasses import replace
from decimal import Decimal

import pytest

from maxsignal_cli.chart_candles import ChartCandles
from maxsignal_cli.charting import picture_of
from maxsignal_common.market import CandleSeries, Timeframe
from maxsignal_methods import Candles, detect
from maxsignal_methods.events import rows
from maxsignal_posts.chart import ChartBars, ChartSpec, View, chart_of_detection, to_svg
from tests.fixtures.recorded import ibm

HOUR_MS = 3_600_000
SUNDAY_MS = 1_794_700_800_000  # 2026-11-15 00:00 UTC
VIEW = View("IBM", "NYSE", "en", "D1", "America/New_York", Decimal("0.01"))


def loaded(series: CandleSeries) -> ChartCandles:
    return ChartCandles(series, "NYSE", Decimal("0.01"), "America/New_York")


def head(series: CandleSeries, count: int) -> CandleSeries:
    names = ("ts_ms", "open", "high", "low", "close", "volume")
    return series.model_copy(update={name: getattr(series, name)[:count] for name in names})


def known_at(series: CandleSeries, bar: int, view: View) -> ChartSpec:
    """The picture made of all candles' events, cut to what was known at a bar."""
    columns = (series.open, series.high, series.low, series.close, series.volume)
    found = detect(Candles.from_arrays(series.ts_ms, *columns, timeframe="1d")).as_of(bar)
    bars = ChartBars(*(column[: bar + 1] for column in (series.ts_ms, *columns)))  # type: ignore[arg-type]
    return chart_of_detection(bars, rows(found.events), view)


@pytest.mark.parametrize("bar", [79, 150, 222, 298])
@pytest.mark.parametrize("most", [None, 100])
def test_later_candles_change_no_picture(bar: int, most: int | None) -> None:
    view = replace(VIEW, most=most)
    assert picture_of(loaded(head(ibm(), bar + 1)), view) == known_at(ibm(), bar, view)


def test_events_carry_the_ids_of_the_post() -> None:
    series = ibm()
    columns = (series.open, series.high, series.low, series.close, series.volume)
    events = detect(Candles.from_arrays(series.ts_ms, *columns, timeframe="1d")).events
    spec = picture_of(loaded(series), VIEW)
    assert spec.level_ids
    assert spec.level_ids <= {str(id_) for id_ in events["id"].tolist()}


def hourly(count: int) -> CandleSeries:
    closes = tuple(100.0 + n % 7 for n in range(count))
    return CandleSeries(
        timeframe=Timeframe.H1,
        ts_ms=tuple(SUNDAY_MS + n * HOUR_MS for n in range(count)),
        open=closes,
        high=tuple(close + 1 for close in closes),
        low=tuple(close - 1 for close in closes),
        close=closes,
        volume=(1.0,) * count,
    )


def test_sessions_are_shaded_on_hourly_candles() -> None:
    spans = picture_of(loaded(hourly(30)), VIEW).spans
    # New York is five hours behind UTC in November
    hours = [((span.from_ms - SUNDAY_MS) // HOUR_MS, span.label) for span in spans]
    assert hours == [(1, "Asia"), (25, "Asia"), (7, "London"), (12, "New York")]


@pytest.mark.parametrize("chosen", [{"methods": frozenset({"smc"})}, {"kinds": frozenset({"smc.fvg"})}])
def test_sessions_are_shaded_for_ict_only(chosen: dict[str, frozenset[str]]) -> None:
    assert picture_of(loaded(hourly(30)), replace(VIEW, **chosen)).spans == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("bars", [1, 2, 14, 60])
def test_few_candles_make_a_picture_too(bars: int) -> None:
    assert to_svg(picture_of(loaded(ibm(bars)), VIEW)).startswith("<svg")
