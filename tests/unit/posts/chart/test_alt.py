"""A picture in words names its candles, the last price and every level with a tag."""

import pytest

from maxsignal_posts.chart import alt_text
from tests.unit.posts.chart.test_post import PERIODS, drawn


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("symbol", "end"), PERIODS)
def test_words_name_every_level_with_a_tag(symbol: str, end: int | None, language: str) -> None:
    spec, *_ = drawn(symbol, end, language)
    words = alt_text(spec)
    assert [one.label for one in spec.levels if one.tagged and one.label not in words] == []
    assert words.count(";") == sum(one.tagged for one in spec.levels)


def test_words_tell_what_is_seen_from_top_to_bottom() -> None:
    spec, *_ = drawn("GOOG", None)
    assert alt_text(spec) == (
        "GOOG · D1, candlestick chart. Recorded · last candle 1 Mar 2013. "
        "Last price 806.19; Bull 818.45; Bear 791.22; Target 774.38; Target 695.52."
    )
