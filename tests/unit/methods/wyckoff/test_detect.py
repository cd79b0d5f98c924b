"""What the cards do not show: how events refer to each other, and how a range ends without an event."""

import pytest

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import Event, rows
from tests.unit.methods.build import candles
from tests.unit.methods.tape import drawn
from tests.unit.methods.wyckoff.cards import CLIMAX, market_at


def told(series: Candles, direction: int = 1) -> list[Event]:
    events = rows(detect(series).events)
    return [event for event in events if event.method == "wyckoff" and event.direction == direction]


def drawn_market(text: str) -> Candles:
    tape = drawn(text)
    return candles([bar for bar, _ in tape], volume=[volume for _, volume in tape])


def last(stage: str, more: str) -> str:
    return told(market_at(stage, more))[-1].kind


def test_every_step_refers_to_its_climax() -> None:
    climax, *others = told(market_at("supported", "closes 117 119"))
    assert {event.ref for event in others} == {climax.id}
    assert climax.ref == 0


def test_only_a_spring_has_a_depth_in_atr() -> None:
    events = told(market_at("supported"))
    deep = [event.kind for event in events if event.strength]
    assert deep == ["spring"]


@pytest.mark.parametrize("low", [88, 95])
def test_a_lower_climax_replaces_the_first(low: float) -> None:
    series = market_at("climax", f"closes 101 100\n100 100.5 {low} 99.2 @90")
    first, second = told(series)
    assert (first.kind, first.invalid, second.level) == ("climax", second.known, low)


def test_a_climax_inside_phase_b_opens_no_second_range() -> None:
    events = told(market_at("built", "closes 107 106\n106 106.5 98 99.4 @90"))
    assert [event.kind for event in events].count("climax") == 1


@pytest.mark.parametrize(("volume", "opened"), [(13, True), (12.5, False)])
def test_index_volume_need_not_double(volume: float, opened: bool) -> None:  # noqa: FBT001 - a case
    # of a hundred bars four were loud, the fourth 1.28 times its average: 97 have to be quieter
    quiet = "\n".join(["49 x closes 150 150", "2 x closes 150 150 @13.5"] * 2)
    fall = "closes " + " ".join(str(150 - n) for n in range(45))
    series = drawn_market(f"{quiet}\n{fall}\n106 106.5 99.5 101 @{volume}")
    assert ("climax" in [event.kind for event in told(series)]) is opened


class TestTrend:
    def test_it_ends_when_it_falls_back_inside(self) -> None:
        climax = told(market_at("supported", "closes 117 119 110 105"))[0]
        assert climax.invalid == CLIMAX + 45

    def test_it_holds_at_the_middle_of_the_range(self) -> None:
        assert told(market_at("supported", "closes 117 119 110 106"))[0].invalid == -1

    def test_it_ends_after_a_hundred_bars(self) -> None:
        quiet = market_at("supported", "closes 117 119\n100 x 119 119.5 118.5 119")
        longer = market_at("supported", "closes 117 119\n101 x 119 119.5 118.5 119")
        assert told(quiet)[0].invalid == -1
        assert told(longer)[0].invalid == len(longer) - 1

    def test_a_drift_a_range_above_needs_no_strength(self) -> None:
        drift = "closes " + " ".join(map(str, range(109, 128)))
        assert last("built", f"{drift} @1") == "markup"
