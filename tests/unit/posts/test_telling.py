"""Single facts, told to somebody who asks for them."""

from datetime import UTC, datetime

import pytest

from maxsignal_posts import Telling, fact_kinds, moment, post_input
from tests.unit.posts.samples import rich

ZONE = "Europe/Moscow"
LANGUAGES = ("ru", "en")


def telling(language: str) -> Telling:
    return Telling(post_input(rich()), language, ZONE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_a_post_has_a_sentence(language: str) -> None:
    post, told = post_input(rich()), telling(language)
    facts = [(step.method, fact) for step in post.steps for fact in step.facts]
    assert facts
    assert all(told.fact(method, fact) for method, fact in facts if fact.kind in fact_kinds(language, method))


def test_kind_without_a_sentence_says_nothing() -> None:
    step = post_input(rich()).step("smc")
    assert not telling("ru").fact("vsa", step.facts[0])


def test_zone_is_told_from_bottom_to_top() -> None:
    reference = next(name for name in telling("en").ledger.prices if name.endswith(".top"))
    low, _, high = telling("en").price(reference.removesuffix(".top")).partition("\u2013")
    assert low.replace(",", "") < high.replace(",", "")


def test_bar_is_told_on_the_readers_clock() -> None:
    noon = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
    assert telling("ru").bar(noon) == "20.11 15:00"


def test_moment_names_its_zone() -> None:
    assert moment(datetime(2026, 11, 20, 12, tzinfo=UTC), ZONE, "ru") == "20.11.2026 15:00 МСК"
