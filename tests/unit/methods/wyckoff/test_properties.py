"""What must hold for every market, asked of markets that reach every state of the schematic."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import Event, Events, rows
from tests.unit.methods.build import EXAMPLES, market, plain, poisoned, table
from tests.unit.methods.ref.told import Told
from tests.unit.methods.ref.wyckoff import schematics
from tests.unit.methods.wyckoff.markets import market as drawn
from tests.unit.methods.wyckoff.markets import markets
from tests.unit.methods.wyckoff.test_oracle import SHORT

SAMPLE = [drawn(random.Random(seed), upside_down=seed % 2 == 1) for seed in range(200, 212)]
MIDDLE = 500.0


def own(events: Events) -> Events:
    picked: Events = events[events["method"] == "wyckoff"]
    return picked


def told(series: Candles) -> list[Told]:
    return table(series, SHORT, "wyckoff")


@EXAMPLES
@given(markets(), st.integers(0, 8))
def test_growing_a_market_rewrites_nothing(series: Candles, phase: int) -> None:
    whole = detect(series, SHORT)
    for bar in range(phase, len(series), 9):
        seen = own(detect(series[: bar + 1], SHORT).events)
        assert np.array_equal(seen, own(whole.as_of(bar).events))


def test_no_single_bar_rewrites_the_story() -> None:
    for series in SAMPLE[:3]:
        whole = detect(series, SHORT)
        for bar in range(len(series)):
            seen = own(detect(series[: bar + 1], SHORT).events)
            assert np.array_equal(seen, own(whole.as_of(bar).events))


@EXAMPLES
@given(markets())
def test_upside_down_it_tells_the_other_side(series: Candles) -> None:
    turned = replace(
        series,
        open=2 * MIDDLE - series.open,
        high=2 * MIDDLE - series.low,
        low=2 * MIDDLE - series.high,
        close=2 * MIDDLE - series.close,
    )
    mirrored = [row.mirrored() for row in told(turned)]
    assert told(series) == plain(lifted(row) for row in mirrored)


def lifted(row: Told) -> Told:
    level, top, bottom = (2 * MIDDLE + price for price in (row.level, row.top, row.bottom))
    return row._replace(level=level, top=top, bottom=bottom)


@EXAMPLES
@given(markets(), st.sampled_from((2.0, 0.25, 2.0**20)))
def test_the_unit_of_volume_does_not_matter(series: Candles, unit: float) -> None:
    assert told(replace(series, volume=series.volume * unit)) == told(series)


@pytest.mark.parametrize(("price", "volume"), [(1e9, 1e9), (1.0, 0.0)])
def test_a_poisoned_future_changes_nothing_told(price: float, volume: float) -> None:
    for series in SAMPLE:
        clean = detect(series, SHORT)
        for bar in range(20, len(series), 20):
            spoiled = detect(poisoned(series, bar, price, volume), SHORT)
            assert np.array_equal(own(spoiled.as_of(bar).events), own(clean.as_of(bar).events))


def test_every_event_lies_within_its_range() -> None:
    for series in SAMPLE:
        events = rows(own(detect(series, SHORT).events))
        opened = {event.id: event for event in events if event.kind == "climax"}
        assert all(_inside(event, opened[event.ref]) for event in events if event.ref)


def _inside(event: Event, climax: Event) -> bool:
    ended = climax.invalid if climax.invalid >= 0 else event.known
    return climax.known < event.known <= ended and event.bottom <= event.top


def test_the_reference_is_as_causal_as_the_machine() -> None:
    for series in SAMPLE[:4]:
        half = series[: len(series) // 2]
        known = [row for row in schematics(market(series, SHORT)) if row.known < len(half)]
        seen = [row._replace(invalid=row.invalid if row.invalid < len(half) else -1) for row in known]
        assert plain(seen) == plain(schematics(market(half, SHORT)))
