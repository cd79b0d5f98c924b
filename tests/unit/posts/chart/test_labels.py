"""Labels never collide and never leave the picture, whatever a spec holds."""

from itertools import combinations

from hypothesis import given, settings

from maxsignal_posts.chart import MOST_TAGS, ChartSpec, to_svg
from tests.unit.posts.chart.specs import RICH, crowded, labels_of, mark, spec, tagged

SIZE = 1080


@settings(max_examples=150, deadline=None)
@given(drawn=crowded())
def test_no_two_labels_of_any_picture_overlap(drawn: ChartSpec) -> None:
    labels = labels_of(to_svg(drawn))
    assert len(labels) > sum(level.tagged for level in drawn.levels)
    assert [pair for pair in combinations(labels, 2) if pair[0].overlaps(pair[1])] == []
    outside = [one for one in labels if min(one.left, one.top) < 0 or max(one.right, one.bottom) > SIZE]
    assert outside == []


@settings(max_examples=60, deadline=None)
@given(drawn=crowded())
def test_every_tagged_level_keeps_its_price(drawn: ChartSpec) -> None:
    shown = {label.id for label in labels_of(to_svg(drawn))}
    assert {level.id for level in drawn.levels if level.tagged} <= shown


def test_tags_at_one_price_stand_beside_it_in_order() -> None:
    levels = tuple(tagged(f"plan.{n}", f"{104 + n / 100}") for n in range(MOST_TAGS))
    tags = {label.id: label for label in labels_of(to_svg(spec(levels=levels))) if label.text[:1].isdigit()}
    tops = [tags[f"plan.{n}"].top for n in range(MOST_TAGS)]
    assert tops == sorted(tops, reverse=True)


def test_name_of_a_level_stands_beside_its_price() -> None:
    labels = [label for label in labels_of(to_svg(RICH)) if label.id == "plan.entry"]
    assert [label.text for label in labels] == ["104,50", "Entry"]
    assert labels[0].top == labels[1].top


def test_lower_rank_takes_the_place_in_a_crowd() -> None:
    marks = tuple(mark(f"m{n}", 39, "Stopping volume") for n in range(60))
    shown = {label.id for label in labels_of(to_svg(spec(marks=marks)))}
    assert "m0" in shown
    assert "m59" not in shown


def test_last_price_has_a_tag_on_the_tick() -> None:
    last = next(label for label in labels_of(to_svg(spec())) if label.id == "last")
    assert last.text == "115.28"
