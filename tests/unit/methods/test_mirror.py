from collections import Counter

from hypothesis import given

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import Event, Events, rows
from tests.unit.methods.build import EXAMPLES, QUICK, grids

TOP = 13.0
RENAMED = {
    "no_demand": "no_supply",
    "no_supply": "no_demand",
    "upthrust": "spring_bar",
    "spring_bar": "upthrust",
}
SIGNED = ("swing", "swing_major", "anomaly")


def mirrored(series: Candles) -> Candles:
    taker = None if series.taker_buy is None else series.volume - series.taker_buy
    return Candles.from_arrays(
        series.ts_ms,
        TOP - series.open,
        TOP - series.low,
        TOP - series.high,
        TOP - series.close,
        series.volume,
        taker_buy=taker,
        timeframe=series.timeframe,
    )


def flipped(event: Event) -> Event:
    return event._replace(
        kind=RENAMED.get(event.kind, event.kind),
        direction=-event.direction,
        level=TOP - event.level,
        top=TOP - event.bottom,
        bottom=TOP - event.top,
        strength=-event.strength if event.kind in SIGNED else event.strength,
    )


def told(events: list[Event], origin: Events) -> Counter[tuple[object, ...]]:
    """Events without their ids; a reference is the bar it points to. Rounded: 13 - x is not exact."""
    bars = dict(zip(origin["id"].tolist(), origin["bar"].tolist(), strict=True))
    return Counter(
        (
            bars.get(event.ref),
            *(round(x, 9) + 0 if isinstance(x, float) else x for x in event[1:10]),
            event[11:],
        )
        for event in events
    )


@EXAMPLES
@given(grids())
def test_a_mirrored_market_tells_the_mirrored_story(series: Candles) -> None:
    events, other = detect(series, QUICK).events, detect(mirrored(series), QUICK).events
    assert told([flipped(event) for event in rows(events)], events) == told(rows(other), other)
