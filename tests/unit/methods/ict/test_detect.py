"""What the cards do not show: references, the bars a level is told on, and numbers that stay finite."""

import numpy as np
import pytest

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.events import Event, rows
from maxsignal_methods.params import Measures, SmcParams
from tests.unit.methods.build import Row, candles, closes
from tests.unit.methods.ict.cards import cards

SMALL = Params(measures=Measures(atr=2), smc=SmcParams(internal=2, gap_atr=0.0))


def told(series: Candles, kind: str) -> list[Event]:
    events = rows(detect(series, SMALL).events)
    return [event for event in events if event.method == "ict" and event.kind == kind]


def named(title: str) -> Candles:
    return next(card.series for card in cards() if card.title == title)


def referred(series: Candles, kind: str) -> Event:
    """The event that the first one of a kind refers to."""
    by_id = {event.id: event for event in rows(detect(series, SMALL).events)}
    return by_id[told(series, kind)[0].ref]


@pytest.mark.parametrize(
    ("title", "kind", "source"),
    [
        ("the first return to 62 % of the leg", "ote", ("smc", "bos", 5)),
        ("up through the swing high in one strong bar", "mss", ("smc", "choch", 10)),
        ("London takes the Asian high and structure turns down", "judas", ("ict", "sweep", 18)),
    ],
)
def test_events_refer_to_what_made_them(title: str, kind: str, source: tuple[str, str, int]) -> None:
    event = referred(named(title), kind)
    assert (event.method, event.kind, event.bar) == source


def test_a_sweep_of_a_sessions_high_is_told() -> None:
    # London, 07 to 10 UTC, makes 11; at 14 UTC New York trades above and closes back
    bars: list[Row] = [(10, 10.5, 9.5, 10)] * 24
    bars[8], bars[14] = (10, 11, 9.5, 10), (10, 11.5, 9.5, 10)
    swept = {event.id: event for event in told(candles(bars), "london")}
    sweeps = [event for event in told(candles(bars), "sweep") if event.ref in swept]
    assert [(event.known, event.level, event.direction) for event in sweeps] == [(14, 11, -1)]


@pytest.mark.parametrize(
    ("timeframe", "days", "weeks"), [("4h", True, True), ("1d", False, True), ("1w", False, False)]
)
def test_periods_longer_than_the_bar_are_told(timeframe: str, days: bool, weeks: bool) -> None:  # noqa: FBT001 - cases
    series = candles(closes(*[5.0] * 120), timeframe=timeframe)
    assert (bool(told(series, "day")), bool(told(series, "week"))) == (days, weeks)


def test_opens_are_known_at_their_own_bar() -> None:
    series = candles(closes(*[5.0] * 72))
    assert [event.known for event in told(series, "day_open")] == [24, 48]
    assert [event.known for event in told(series, "midnight_open")] == [5, 29, 53]


def test_poking_a_months_high_every_day_leaves_finite_numbers() -> None:
    bars: list[Row] = [(10, 10.5 + n / 100, 9.5, 10) for n in range(240)]
    events = detect(candles(bars), SMALL).events
    assert all(np.isfinite(events[name]).all() for name in ("level", "top", "bottom", "strength"))
