"""A post carries one picture per language; what cannot be drawn takes only the picture away."""

import hashlib

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.events import StepsJoined
from maxsignal_common.facts import Method
from maxsignal_common.rendered import RenderedPost
from maxsignal_merger.domain import merge
from tests.fixtures.recorded import ibm_joined

PNG = b"\x89PNG\r\n\x1a\n"


def posts(joined: StepsJoined) -> tuple[RenderedPost, ...]:
    return merge(joined).event.posts


def test_every_language_has_a_picture_of_its_own() -> None:
    merged = merge(ibm_joined())
    assert [picture.png[:8] for picture in merged.pictures] == [PNG, PNG]
    assert [post.picture for post in merged.event.posts] == [picture.sha256 for picture in merged.pictures]
    assert len({post.picture for post in merged.event.posts}) == len(Language)


def test_picture_is_named_by_its_own_bytes() -> None:
    picture = merge(ibm_joined()).pictures[0]
    assert picture.sha256 == hashlib.sha256(picture.png).hexdigest()


def test_same_steps_draw_the_same_bytes() -> None:
    assert merge(ibm_joined()).pictures == merge(ibm_joined()).pictures


def test_summary_of_the_plan_stands_under_the_picture() -> None:
    for post in posts(ibm_joined()):
        assert post.caption
        assert post.caption.text.startswith(post.text.splitlines()[0])
        assert len(post.caption.text.encode("utf-16-le")) // 2 <= 1024
        assert post.alt.startswith("IBM · D1")


def test_steps_without_candles_make_a_post_without_picture() -> None:
    joined = ibm_joined().model_copy(update={"bars": None})
    assert merge(joined).pictures == ()
    assert [(post.picture, post.caption, post.unpictured) for post in posts(joined)] == [
        (None, None, "no_candles")
    ] * 2


def test_words_do_not_depend_on_the_picture() -> None:
    bare = ibm_joined().model_copy(update={"bars": None})
    assert [post.parts for post in posts(bare)] == [post.parts for post in posts(ibm_joined())]


@pytest.mark.parametrize("price", [1e-300, 1e300])
def test_prices_beyond_a_picture_leave_the_post(price: float) -> None:
    joined = ibm_joined()
    assert joined.bars
    odd = (price,) * len(joined.bars)
    bars = joined.bars.model_copy(update={"open": odd, "high": odd, "low": odd, "close": odd})
    for post in posts(joined.model_copy(update={"bars": bars})):
        assert post.text
        assert bool(post.picture) != bool(post.unpictured)


def test_post_of_no_method_still_shows_its_candles() -> None:
    merged = merge(ibm_joined(without=tuple(Method)))
    assert len(merged.pictures) == len(Language)
