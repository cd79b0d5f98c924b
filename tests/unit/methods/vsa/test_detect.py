from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from maxsignal_methods import detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import Row, candles, found

# Twenty-four bars of spread 2 and volume 10, alternating so that R = S = 1 for a bar like them.
CALM: list[tuple[Row, float]] = [((10.0, 11.0, 9.0, 10.2 if n % 2 else 9.8), 10.0) for n in range(24)]


@dataclass(frozen=True)
class Bar:
    """One bar after the calm: (open, high, low, close) and volume; `calm` closed at 10.2."""

    row: Row
    volume: float = 10.0


def told(kind: str, *bars: Bar, mirror: bool = False) -> list[Event]:
    table = [*CALM, *((bar.row, bar.volume) for bar in bars)]
    rows: Sequence[Row] = [row for row, _ in table]
    if mirror:
        rows = [(20 - o, 20 - low, 20 - h, 20 - c) for o, h, low, c in rows]
    series = candles(rows, volume=[volume for _, volume in table])
    return [event for event in found(detect(series).events, kind) if event.bar >= len(CALM)]


NO_DEMAND = Bar((10.2, 10.9, 9.9, 10.4), 6)
STOPPING = Bar((9.5, 9.6, 7.6, 8.8), 20)
CLIMAX = Bar((9.5, 9.6, 5.0, 6.0), 25)
UPTHRUST = Bar((10.5, 12.5, 9.9, 10.2), 15)
TEST = Bar((9.6, 10.0, 8.9, 9.8), 6)

SIGNALS = {
    "no_demand": (NO_DEMAND, "no_supply", -1),
    "stopping_volume": (STOPPING, "stopping_volume", 1),
    "climax": (CLIMAX, "climax", 1),
    "upthrust": (UPTHRUST, "spring_bar", -1),
    "test": (TEST, "test", 1),
}


@pytest.mark.parametrize("kind", SIGNALS)
def test_the_textbook_bar_is_named(kind: str) -> None:
    bar, _, direction = SIGNALS[kind]
    (event,) = told(kind, bar)
    assert (event.bar, event.known, event.direction) == (24, 24, direction)
    assert (event.top, event.bottom, event.level) == (bar.row[1], bar.row[2], bar.row[3])


@pytest.mark.parametrize("kind", SIGNALS)
def test_its_mirror_is_named_too(kind: str) -> None:
    bar, other, direction = SIGNALS[kind]
    assert [event.direction for event in told(other, bar, mirror=True)] == [-direction]


@pytest.mark.parametrize(
    ("kind", "bar"),
    [
        ("no_demand", Bar((10.2, 10.9, 9.9, 10.1), 6)),
        ("no_demand", Bar((10.2, 11.9, 9.9, 10.4), 6)),
        ("no_demand", Bar((10.2, 10.9, 9.9, 10.4), 10)),
        ("no_demand", Bar((10.2, 10.9, 9.9, 10.8), 6)),
        ("stopping_volume", Bar((9.5, 9.6, 9.0, 9.4), 20)),
        ("stopping_volume", Bar((9.5, 9.6, 7.6, 8.8), 17)),
        ("stopping_volume", Bar((9.5, 9.6, 7.6, 8.0), 20)),
        ("climax", Bar((9.5, 9.6, 5.0, 6.0), 19)),
        ("climax", Bar((9.5, 9.6, 6.2, 7.0), 25)),
        ("climax", Bar((10.5, 14.0, 9.2, 10.1), 25)),
        ("upthrust", Bar((10.5, 11.0, 8.5, 9.0), 15)),
        ("upthrust", Bar((10.5, 12.5, 9.9, 11.2), 15)),
        ("upthrust", Bar((10.5, 11.5, 9.9, 10.2), 15)),
        ("test", Bar((9.8, 10.4, 9.6, 10.2), 6)),
        ("test", Bar((9.6, 10.0, 8.9, 9.2), 6)),
        ("test", Bar((9.6, 10.0, 8.9, 9.8), 10)),
    ],
)
def test_a_bar_short_of_one_condition_is_not(kind: str, bar: Bar) -> None:
    assert not told(kind, bar)


@pytest.mark.parametrize("kind", SIGNALS)
def test_a_bar_without_volume_says_nothing(kind: str) -> None:
    assert not told(kind, Bar(SIGNALS[kind][0].row, 0.0))


FILLER = Bar((10.0, 10.5, 9.5, 10.0))


@pytest.mark.parametrize(
    ("kind", "after", "confirmed", "failed"),
    [
        ("no_demand", [FILLER, Bar((10, 10, 9, 9.5))], 26, -1),
        ("no_demand", [FILLER, FILLER, FILLER, Bar((10, 10, 9, 9.5))], -1, -1),
        ("no_demand", [Bar((10, 12, 9, 11.5), 30)], -1, 25),
        ("no_demand", [FILLER] * 4 + [Bar((10, 12, 9.9, 11.5), 30)], -1, 29),
        ("no_demand", [Bar((10, 12, 9.9, 11.5), 9.8)], -1, 25),
        ("no_demand", [Bar((10, 12, 9.9, 11.5), 5)], -1, -1),
        ("stopping_volume", [Bar((9, 9.5, 8.5, 9.2))], 25, -1),
        ("stopping_volume", [Bar((8.8, 9, 7, 7.2))], -1, 25),
        ("climax", [Bar((6, 7, 5.5, 6.5)), Bar((6, 6, 4, 4.5))], 25, 26),
        ("upthrust", [Bar((10, 10.2, 9, 9.5))], 25, -1),
        ("upthrust", [Bar((10, 13, 10, 12.8))], -1, 25),
        ("test", [FILLER, Bar((9.8, 10.4, 9.7, 10.3))], 26, -1),
    ],
)
def test_the_next_bars_confirm_or_fail_it(kind: str, after: list[Bar], confirmed: int, failed: int) -> None:
    event = told(kind, SIGNALS[kind][0], *after)[0]
    assert (event.filled, event.invalid) == (confirmed, failed)


def test_a_test_on_rising_volume_has_failed_at_once() -> None:
    (event,) = told("test", Bar(TEST.row, 14))
    assert (event.filled, event.invalid) == (-1, 24)


def test_an_upthrust_on_little_volume_is_a_pseudo_one() -> None:
    (event,) = told("upthrust", Bar(UPTHRUST.row, 9))
    assert event.strength < 1


def test_a_climax_that_closes_against_the_move_is_stronger() -> None:
    weak, strong = told("climax", CLIMAX), told("climax", Bar((9.5, 9.6, 5.0, 8.0), 25))
    assert strong[0].strength == pytest.approx(weak[0].strength + 1)


def test_a_signal_names_the_climax_behind_it() -> None:
    (climax,) = told("climax", CLIMAX, FILLER, Bar((6, 9.5, 5.8, 6.2)), NO_DEMAND)
    events = told("no_demand", CLIMAX, FILLER, Bar((6, 9.5, 5.8, 6.2)), NO_DEMAND)
    assert [event.ref for event in events] == [climax.id]


def ranked(volume: float, close: float, idle: int = -1) -> list[Event]:
    """A hundred and two bars of growing moves and volume, one of them idle if asked, then one bar."""
    prices = [100 + (n / 10 if n % 2 else -n / 10) for n in range(102)]
    rows = [(p, p + 1, p - 1, p) for p in prices] + [(close, close + 1, close - 1, close)]
    series = candles(rows, volume=[*(0 if n == idle else n + 1 for n in range(102)), volume])
    events = found(detect(series).events, "effort_no_result", "result_no_effort")
    return [event for event in events if event.bar == 102]


def test_great_effort_without_result_hints_against_the_move() -> None:
    (event,) = ranked(volume=200, close=110.3)
    assert (event.kind, event.direction, event.strength) == ("effort_no_result", -1, 1)


def test_great_result_without_effort_hints_against_the_move() -> None:
    (event,) = ranked(volume=0.5, close=60)
    assert (event.kind, event.direction, event.strength) == ("result_no_effort", 1, 1)


def test_effort_that_pays_is_no_event() -> None:
    assert not ranked(volume=200, close=60)


def test_one_idle_bar_does_not_silence_the_ranks() -> None:
    (event,) = ranked(volume=200, close=110.3, idle=60)
    assert (event.kind, event.strength) == ("effort_no_result", 1)


def test_a_bar_without_volume_made_no_effort() -> None:
    assert not ranked(volume=0, close=60)
