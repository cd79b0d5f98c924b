"""The summary under a picture says what the post says, fits, and passes the gate by itself."""

from itertools import pairwise

import pytest

from maxsignal_posts import Caption, Post, caption_of, check_grounding, post_input, render, utf16
from tests.unit.posts import samples
from tests.unit.posts.chart.test_post import PERIODS, drawn
from tests.unit.posts.worlds import rescaled

real_posts = pytest.mark.parametrize(("symbol", "end"), PERIODS)
languages = pytest.mark.parametrize("language", ["ru", "en"])


def marked(text: str, offset: int, length: int) -> str:
    """The characters that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def block(post: Post, name: str) -> str:
    return next(block.text for block in post.blocks if block.name == name)


def told(language: str = "ru", **changes: object) -> tuple[Post, Caption]:
    post = render(post_input(samples.rich() | changes), language)
    return post, caption_of(post)


@languages
@real_posts
def test_summary_passes_the_gate_by_itself(symbol: str, end: int | None, language: str) -> None:
    _, post, _ = drawn(symbol, end, language)
    caption = caption_of(post)
    report = check_grounding(caption.text, post.ledger, caption.spans)
    assert report.ok
    assert report.checked > 5


@languages
@real_posts
def test_summary_cites_only_what_the_post_cites(symbol: str, end: int | None, language: str) -> None:
    _, post, data = drawn(symbol, end, language)
    caption = caption_of(post)
    plan = {id_ for leg in data.plan.legs for id_ in (leg.stop, leg.entry_zone.top, *leg.targets)}
    assert plan <= caption.cited <= post.cited


@pytest.mark.parametrize("seed", range(12))
def test_summary_fits_and_passes_in_every_market(seed: int) -> None:
    post = render(post_input(rescaled(samples.rich(), seed)), ("ru", "en")[seed % 2])
    caption = caption_of(post)
    assert utf16(caption.text) <= 1024
    assert check_grounding(caption.text, post.ledger, caption.spans).ok


@languages
def test_summary_is_headline_entry_outcome_and_making(language: str) -> None:
    post, caption = told(language)
    names = ("headline", "entry", "outcome", "footer")
    assert caption.text == "\n\n".join(block(post, name) for name in names)


@languages
def test_bold_words_stay_bold_under_the_picture(language: str) -> None:
    post, caption = told(language)
    bold = [marked(caption.text, entity["offset"], entity["length"]) for entity in caption.entities]
    assert bold[0] == block(post, "headline")
    assert {entity["type"] for entity in caption.entities} == {"bold"}
    assert all(first["offset"] <= second["offset"] for first, second in pairwise(caption.entities))


def test_long_footer_takes_the_room_of_the_scenarios() -> None:
    post, caption = told(source="биржа " * 100)
    assert block(post, "outcome") not in caption.text
    assert caption.text.endswith(block(post, "footer"))


def test_footer_beyond_all_room_is_left_to_the_text() -> None:
    post, caption = told(source="биржа " * 300)
    assert caption.text == f"{block(post, 'headline')}\n\n{block(post, 'entry')}"


def test_waiting_post_says_in_its_summary_that_it_waits() -> None:
    _, caption = told(plan=samples.wait_plan("no_zone"))
    assert "📍 Ждать" in caption.text
