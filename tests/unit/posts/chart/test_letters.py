"""Letters of the picture: measured by the bundled font, nothing the font cannot draw."""

import pytest

from maxsignal_posts.chart.letters import ELLIPSIS, FAMILY, fitted, font_file, legible, text_width


def test_width_is_the_sum_of_the_advances() -> None:
    assert text_width("MM", 100) == pytest.approx(2 * 90.7)
    assert text_width("MM", 100, bold=True) > text_width("MM", 100)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Распределение ₽ № Δ é", "Распределение ₽ № Δ é"),
        ("1\u202f234,5", "1\u202f234,5"),
        ("\u22125", "\u20135"),
        ("a\x00b\u202ec\u200b", "abc"),
        ("日本 🟢", "?? ?"),
        ("two\nlines", "two lines"),
    ],
)
def test_only_letters_the_font_has_are_drawn(text: str, drawn: str) -> None:
    assert legible(text) == drawn


def test_long_text_ends_with_an_ellipsis_in_its_room() -> None:
    cut = fitted("A very long name of an instrument", 28, 200)
    assert cut.endswith(ELLIPSIS)
    assert text_width(cut, 28) <= 200


def test_short_text_is_left_alone() -> None:
    assert fitted("IBM", 28, 200) == "IBM"


def test_licence_of_the_fonts_comes_with_them() -> None:
    assert FAMILY == "Noto Sans"
    assert "SIL OPEN FONT LICENSE" in font_file("OFL.txt").read_text("utf-8")
