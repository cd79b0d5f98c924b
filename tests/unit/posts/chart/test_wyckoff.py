"""A Wyckoff schematic as a box with steps."""

import pytest

from maxsignal_methods.events import Event
from tests.unit.posts.chart.rows import drawn, row
from tests.unit.posts.chart.specs import at


def story(direction: int = 1, *, end: int = -1, markup: bool = False) -> list[Event]:
    """Climax, reaction and test; prices are the same on both sides."""
    opening = row("wyckoff.climax", direction, bar=10, level=104, invalid=end)
    steps = [("automatic_reaction", 18, 22, 110), ("secondary_test", 26, 30, 105)]
    if markup:
        steps.append(("markup", 60, 60, 112))
    return [opening] + [
        row(f"wyckoff.{name}", direction, bar=bar, known=known, level=level, zone=(110, 104), ref=opening.id)
        for name, bar, known, level in steps
    ]


def test_range_runs_from_its_climax_once_known() -> None:
    box = drawn(*story()).zones[0]
    assert (box.label, float(box.top), float(box.bottom)) == ("Accumulation", 110, 104)
    assert (box.from_ms, box.known_ms, box.end_ms) == (at(10), at(22), None)


def test_range_that_failed_ends_there() -> None:
    assert drawn(*story(end=50)).zones[0].end_ms == at(50)


def test_range_ends_where_the_trend_leaves_it() -> None:
    assert drawn(*story(end=70, markup=True)).zones[0].end_ms == at(60)


def test_climax_without_reaction_is_no_range() -> None:
    spec = drawn(story()[0])
    assert (spec.zones, [mark.label for mark in spec.marks]) == ((), ["SC"])


def test_climax_replaced_by_another_is_not_drawn() -> None:
    assert drawn(story(end=15)[0]).marks == ()


@pytest.mark.parametrize(
    ("direction", "above"),
    [(1, {"SC": False, "AR": True, "ST": False}), (-1, {"BC": True, "AR": False, "ST": True})],
)
def test_steps_stand_on_their_side_of_the_bars(direction: int, above: dict[str, bool]) -> None:
    assert {mark.label: mark.above for mark in drawn(*story(direction)).marks} == above


def test_range_that_ended_before_the_picture_is_left_out() -> None:
    spec = drawn(*story(end=35), shown=40)
    assert (spec.zones, spec.marks) == ((), ())


def test_step_before_the_picture_has_no_mark() -> None:
    assert [mark.label for mark in drawn(*story(), shown=60).marks] == ["ST"]
