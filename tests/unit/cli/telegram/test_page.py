"""A received text becomes safe HTML with its styles nested as they were sent."""

from hypothesis import given
from hypothesis import strategies as st

from maxsignal_cli.telegram.limits import Entity, utf16_length
from maxsignal_cli.telegram.page import chat_page, rendered


def styled(type_: str, offset: int, length: int, url: str | None = None) -> Entity:
    return Entity(type=type_, offset=offset, length=length, url=url)


def test_plain_text_is_escaped() -> None:
    assert rendered("1 < 2 & 3", []) == "1 &lt; 2 &amp; 3"


def test_offsets_count_utf16_units() -> None:
    assert rendered("😀bold", [styled("bold", 2, 4)]) == "😀<b>bold</b>"


def test_nested_styles_stay_nested() -> None:
    entities = [styled("bold", 0, 2), styled("blockquote", 0, 6)]
    assert rendered("ab cde", entities) == "<blockquote><b>ab</b> cde</blockquote>"


def test_crossing_style_is_clipped() -> None:
    entities = [styled("bold", 0, 3), styled("italic", 2, 3)]
    assert rendered("abcde", entities) == "<b>ab<i>c</i></b>de"


def test_neighbouring_styles_stay_apart() -> None:
    assert rendered("ab", [styled("bold", 0, 1), styled("italic", 1, 1)]) == "<b>a</b><i>b</i>"


def test_web_link_is_a_link() -> None:
    html = rendered("x", [styled("text_link", 0, 1, 'https://a.example/?q="1"')])
    assert html == '<a href="https://a.example/?q=&quot;1&quot;" rel="noreferrer">x</a>'


def test_script_link_is_plain_text() -> None:
    assert rendered("x", [styled("text_link", 0, 1, "javascript:alert(1)")]) == "x"


def test_empty_page_says_so() -> None:
    assert "No messages yet" in chat_page([])


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), max_size=5))
def test_no_text_is_lost_or_doubled(text: str, ranges: list[tuple[int, int]]) -> None:
    starts = [utf16_length(text[:n]) for n in range(len(text) + 1)]
    entities = [
        styled("bold", starts[a], starts[min(a + n, len(text))] - starts[a])
        for a, n in ranges
        if a < len(text)
    ]
    html = rendered(text, entities)
    assert html.replace("<b>", "").replace("</b>", "") == rendered(text, [])
