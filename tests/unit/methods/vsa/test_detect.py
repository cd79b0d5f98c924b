from dataclasses import dataclass

import pytest

from maxsignal_methods import detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import Row, candles, found

# What the cards do not show. Twenty-four bars of spread 2 and volume 10: R = S = 1 for a bar like them.
CALM: list[tuple[Row, float]] = [((10.0, 11.0, 9.0, 10.2 if n % 2 else 9.8), 10.0) for n in range(24)]


@dataclass(frozen=True)
class Bar:
    """One bar after the calm: (open, high, low, close) and volume; `calm` closed at 10.2."""

    row: Row
    volume: float = 10.0


def told(kind: str, *bars: Bar) -> list[Event]:
    table = [*CALM, *((bar.row, bar.volume) for bar in bars)]
    series = candles((row for row, _ in table), volume=[volume for _, volume in table])
    return [event for event in found(detect(series).events, kind) if event.bar >= len(CALM)]


NO_DEMAND = Bar((10.2, 10.9, 9.9, 10.4), 6)
STOPPING = Bar((9.5, 9.6, 7.6, 8.8), 20)
CLIMAX = Bar((9.5, 9.6, 5.0, 6.0), 25)
UPTHRUST = Bar((10.5, 12.5, 9.9, 10.2), 15)
TEST = Bar((9.6, 10.0, 8.9, 9.8), 6)

SIGNALS = {
    "no_demand": NO_DEMAND,
    "stopping_volume": STOPPING,
    "climax": CLIMAX,
    "upthrust": UPTHRUST,
    "test": TEST,
}


@pytest.mark.parametrize("kind", SIGNALS)
def test_a_bar_without_volume_says_nothing(kind: str) -> None:
    assert not told(kind, Bar(SIGNALS[kind].row, 0.0))


FILLER = Bar((10.0, 10.5, 9.5, 10.0))


@pytest.mark.parametrize(
    ("kind", "after", "confirmed", "failed"),
    [
        ("no_demand", [FILLER] * 4 + [Bar((10, 12, 9.9, 11.5), 30)], -1, 29),
        ("no_demand", [Bar((10, 12, 9.9, 11.5), 9.8)], -1, 25),
        ("no_demand", [Bar((10, 12, 9.9, 11.5), 5)], -1, -1),
        ("climax", [Bar((6, 7, 5.5, 6.5)), Bar((6, 6, 4, 4.5))], 25, 26),
    ],
)
def test_the_next_bars_confirm_or_fail_it(kind: str, after: list[Bar], confirmed: int, failed: int) -> None:
    event = told(kind, SIGNALS[kind], *after)[0]
    assert (event.filled, event.invalid) == (confirmed, failed)


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


def test_one_idle_bar_does_not_silence_the_ranks() -> None:
    (event,) = ranked(volume=200, close=110.3, idle=60)
    assert (event.kind, event.strength) == ("effort_no_result", 1)


def test_a_bar_without_volume_made_no_effort() -> None:
    assert not ranked(volume=0, close=60)
