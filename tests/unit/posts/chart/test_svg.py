"""The SVG of a picture: legible, harmless, the same bytes every time."""

import hashlib
from dataclasses import replace

import pytest

from maxsignal_posts.chart import to_svg
from tests.unit.posts.chart.specs import (
    RICH,
    WAVES,
    at,
    labels_of,
    mark,
    parsed,
    spec,
    tagged,
    texts_of,
    zone,
)

# One picture, looked at; a change of it is looked at again before the hash is.
GOLDEN = "a2816bbb8258eb9fcd2cf539aff2382df0ff25f7b5585fdb1e767e7ea3caa461"
HOSTILE = '</text><image href="file:///etc/passwd"/><script>alert("1 & 2")</script>\x00\u202e'


def test_picture_is_the_one_that_was_looked_at() -> None:
    assert hashlib.sha256(to_svg(RICH).encode()).hexdigest() == GOLDEN


def test_no_text_is_smaller_than_28_pixels() -> None:
    assert min(float(text.get("font-size", "0")) for text in texts_of(to_svg(RICH))) == 28


def test_hostile_words_stay_words() -> None:
    hostile = replace(
        spec(levels=(tagged("x", "104", HOSTILE),), marks=(mark("y", 40, HOSTILE),), title=HOSTILE),
        subtitle=HOSTILE,
        note=HOSTILE,
    )
    names = {element.tag.rpartition("}")[2] for element in parsed(to_svg(hostile)).iter()}
    assert names <= {"svg", "title", "g", "rect", "line", "path", "circle", "text"}


def test_hostile_id_stays_inside_its_attribute() -> None:
    drawn = to_svg(spec(levels=(tagged('"/><image/>', "104"),)))
    assert '"/><image/>' in {label.id for label in labels_of(drawn)}


def test_no_reference_leads_out_of_the_picture() -> None:
    svg = to_svg(RICH).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert [word for word in ("href", "url(", "http", "<image", "<style", "file:") if word in svg] == []


def test_drawn_ids_are_those_of_the_spec() -> None:
    drawn = {group.get("data-id") for group in parsed(to_svg(RICH)).iter() if group.get("data-id")}
    others = {one.id for one in RICH.marks} | {one.id for one in RICH.spans}
    assert drawn == RICH.level_ids | others | {"last"}


def test_zone_is_dashed_until_it_was_known() -> None:
    drawn = parsed(to_svg(spec(zones=(zone(known_ms=at(30)),))))
    group = next(one for one in drawn.iter() if one.get("data-id") == "z1")
    before, after = group
    assert before.get("stroke-dasharray")
    assert before.get("fill") == "none"
    assert float(before.get("x", "")) + float(before.get("width", "")) == pytest.approx(
        float(after.get("x", "")), abs=0.2
    )


def test_zone_of_one_price_is_drawn_as_a_stroke() -> None:
    drawn = parsed(to_svg(spec(zones=(zone(top="105", bottom="105"),))))
    group = next(one for one in drawn.iter() if one.get("data-id") == "z1")
    assert float(group[-1].get("height", "")) >= 3


def test_level_beyond_the_prices_shown_is_left_out() -> None:
    far = replace(tagged("far", "500"), tagged=False)
    assert "far" not in {label.id for label in labels_of(to_svg(spec(levels=(far,))))}


def test_tagged_level_stretches_the_prices_shown() -> None:
    drawn = labels_of(to_svg(spec(levels=(tagged("far", "140"),))))
    assert {"far"} <= {label.id for label in drawn}


@pytest.mark.parametrize(("language", "word"), [("ru", "объём"), ("en", "volume")])
def test_axes_speak_the_language(language: str, word: str) -> None:
    assert word in [text.text for text in texts_of(to_svg(spec(language=language)))]


def test_candles_without_volume_say_so() -> None:
    silent = replace(WAVES, volume=(0.0,) * len(WAVES))
    assert "no vol." in [text.text for text in texts_of(to_svg(spec(silent)))]


def test_time_axis_names_its_zone() -> None:
    assert "MSK" in [text.text for text in texts_of(to_svg(spec()))]
