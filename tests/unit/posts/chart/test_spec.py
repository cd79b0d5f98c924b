"""What a spec refuses: a picture shows sound candles and nothing of the future."""

from dataclasses import replace
from decimal import Decimal

import pytest

from maxsignal_posts import PostError
from maxsignal_posts.chart import MOST_TAGS, ChartBars, ChartLevel, ChartSpan, ChartSpec
from tests.unit.posts.chart.specs import RICH, WAVES, at, mark, spec, tagged, zone


@pytest.mark.parametrize(
    "future",
    [
        {"zones": (zone(known_ms=at(80)),)},
        {"zones": (zone(end_ms=at(80)),)},
        {"levels": (replace(tagged("x", "1"), known_ms=at(80)),)},
        {"levels": (replace(tagged("x", "1"), end_ms=at(80)),)},
        {"marks": (mark("m", 80, "HH"),)},
        {"spans": (ChartSpan("s", "London", at(70), at(80)),)},
    ],
)
def test_nothing_of_the_future_is_drawn(future: dict[str, tuple[object, ...]]) -> None:
    with pytest.raises(PostError, match="not_yet_known"):
        replace(spec(), **future)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"bars": ChartBars((), (), (), (), (), ())}, "bad_candles"),
        ({"bars": replace(WAVES, close=WAVES.close[1:])}, "bad_candles"),
        ({"bars": replace(WAVES, ts_ms=(WAVES.ts_ms[1], *WAVES.ts_ms[1:]))}, "bad_candles"),
        ({"tick": Decimal(0)}, "bad_tick"),
        ({"tick": Decimal("NaN")}, "bad_tick"),
        ({"levels": tuple(tagged(f"l{n}", "100") for n in range(MOST_TAGS + 1))}, "too_many_levels"),
    ],
)
def test_spec_that_cannot_be_drawn_is_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(PostError) as refused:
        replace(spec(), **wrong)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_level_set_names_zones_and_levels() -> None:
    assert RICH.level_ids == {"z1", "z2", "z3", "plan.entry", "plan.stop", "plan.t1", "bos"}


def test_untagged_levels_are_not_counted() -> None:
    plain = [replace(tagged(f"l{n}", "100"), tagged=False) for n in range(MOST_TAGS + 1)]
    assert isinstance(replace(spec(), levels=tuple(plain)), ChartSpec)
    assert isinstance(plain[0], ChartLevel)
