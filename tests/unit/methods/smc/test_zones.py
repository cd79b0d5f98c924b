from hypothesis import given

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import EXAMPLES, QUICK, found, grids

ZONES = ("fvg", "ifvg", "ob", "breaker", "mitigation")


def naive_life(event: Event, series: Candles) -> tuple[int, int, int, int]:
    """Touched, half, filled and invalid, read off the candles one by one in the zone's direction."""
    sign, edges = event.direction, (event.top, event.bottom)
    far = series.low if sign > 0 else -series.high
    top, bottom = edges if sign > 0 else (-event.bottom, -event.top)
    depth = sign * series.close if event.kind == "ob" else far
    middle = (top + bottom) / 2
    after = range(event.known + 1, len(series))
    hits = (
        lambda t: far[t] <= top,
        lambda t: depth[t] < middle or (event.kind != "ob" and depth[t] == middle),
        lambda t: far[t] <= bottom,
        lambda t: sign * series.close[t] < bottom,
    )
    touched, half, filled, invalid = (next(filter(hit, after), -1) for hit in hits)
    return touched, half, filled, invalid


@EXAMPLES
@given(grids(("1h",)))
def test_every_zone_lives_as_its_candles_say(series: Candles) -> None:
    for event in found(detect(series, QUICK).events, *ZONES):
        assert event.top >= event.bottom
        assert (event.touched, event.ce, event.filled, event.invalid) == naive_life(event, series)
