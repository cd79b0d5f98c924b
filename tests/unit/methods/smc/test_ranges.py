import pytest

from maxsignal_methods import Candles, Params, analyze, detect
from maxsignal_methods.events import Event
from maxsignal_methods.params import SmcParams
from tests.unit.methods.build import candles, closes, found

MAJOR = Params(smc=SmcParams(internal=1, major=2, gap_atr=0.0))
# A high of 7.5 at bar 2, known at 4, and a low of 1.5 at bar 5, known at 7.
SPAN = (5, 6, 7, 5, 3, 2, 3, 4)


def told(*prices: float) -> list[Event]:
    return found(detect(candles(closes(*prices)), MAJOR).events, "range")


def test_a_range_begins_when_both_ends_are_known() -> None:
    (span,) = told(*SPAN)
    assert (span.known, span.top, span.bottom, span.level, span.invalid) == (7, 7.5, 1.5, 4.5, -1)


def test_a_close_beyond_ends_the_range() -> None:
    assert told(*SPAN, 6, 8)[0].invalid == 9


def test_a_broken_range_falls_back_to_an_older_unbroken_end() -> None:
    # highs of 9.5 and 7.5; the close of 8 breaks the nearer one only
    spans = told(5, 7, 9, 7, 3, 2, 3, 5, 7, 5, 4, 8)
    assert [(span.top, span.bottom) for span in spans][-1] == (9.5, 1.5)


def test_without_an_unbroken_end_there_is_no_range() -> None:
    assert all(span.invalid >= 0 for span in told(*SPAN, 6, 9, 10, 11))


def drifting(target: float) -> Candles:
    """The span, then 34 even steps to the target: a drift makes no swing of its own on the way."""
    steps = [4 + (target - 4) * n / 34 for n in range(1, 35)]
    return candles(closes(*SPAN, *steps))


@pytest.mark.parametrize(
    ("target", "zone"), [(6.5, "premium"), (4.5, "equilibrium"), (4.1, "discount"), (2.0, "discount")]
)
def test_the_zone_is_where_the_last_close_lies(target: float, zone: str) -> None:
    assert analyze(drifting(target), "smc", MAJOR).state["zone"] == zone


def test_position_is_a_share_of_the_range() -> None:
    assert analyze(drifting(6.5), "smc", MAJOR).state["position"] == pytest.approx((6.5 - 1.5) / 6)
