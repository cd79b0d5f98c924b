"""The gate's promises as shares: what of invented prices it stops, what of honest numbers it lets pass."""

import re
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from maxsignal_posts import Ledger, Post, Span, check_grounding, post_input, render
from tests.unit.posts.forms import disguised, written
from tests.unit.posts.samples import Json, rich
from tests.unit.posts.test_grounding import HARMLESS, SENTENCES
from tests.unit.posts.test_real_post import written as real_post
from tests.unit.posts.worlds import moved

REAL = [("IBM", end) for end in range(400, 3271, 130)] + [("GOOG", end) for end in range(400, 2149, 100)]
# A market for each power of ten from a millionth to a million.
POWERS = range(-6, 7)
INVENTED = 1000


def synthetic(power: int, seed: int) -> Json:
    """The sample's story at prices around a power of ten, five digits a price."""
    factor = Decimal(10) ** power / Decimal(64820) * Decimal(str(Random(seed).uniform(0.6, 6)))
    return moved(rich(), "SYN", factor, f"{Decimal(10) ** (power - 4):f}", seed)


@cache
def posts() -> tuple[Post, ...]:
    """Two hundred: recorded days and synthetic markets, in both languages."""
    real = [real_post(symbol, end, language) for symbol, end in REAL for language in ("ru", "en")]
    worlds = [(power, seed) for seed in range(5) for power in POWERS]
    made = [render(post_input(synthetic(*w)), language) for w in worlds for language in ("ru", "en")]
    return tuple(real + made)


def ledgers() -> Iterator[Ledger]:
    yield from (post.ledger for post in posts()[::7])


def invented(forms: str) -> Iterator[tuple[str, Ledger]]:
    """Prices drawn evenly from a post's own range, at its tick."""
    dice, markets = Random(11), list(ledgers())
    ways = {"written": written, "disguised": disguised}[forms]
    for number in range(INVENTED):
        ledger = markets[number % len(markets)]
        low, high = min(ledger.prices.values()), max(ledger.prices.values())
        price = low + dice.randint(0, int((high - low) / ledger.tick)) * ledger.tick
        yield dice.choice(SENTENCES).format(dice.choice(ways(price))), ledger


def report(line: str) -> None:
    """A figure for whoever runs the tests."""
    sys.stdout.write(f"\n{line}\n")


def passed(forms: str, spans: Sequence[Span] | None) -> list[str]:
    return [text for text, ledger in invented(forms) if check_grounding(text, ledger, spans).ok]


def test_two_hundred_posts_are_made() -> None:
    assert len(posts()) >= 200


@pytest.mark.parametrize("forms", ["written", "disguised"])
def test_invented_prices_are_stopped_without_spans(forms: str, capsys: pytest.CaptureFixture[str]) -> None:
    left = passed(forms, None)
    expected = sum(ledger.chance_pass() for _, ledger in invented(forms)) / INVENTED
    with capsys.disabled():
        note = f"{forms}: {1 - len(left) / INVENTED:.1%} of invented prices stopped without spans"
        report(f"{note}; chance lets {expected:.1%} pass")
    assert len(left) <= 0.03 * INVENTED


@pytest.mark.parametrize("forms", ["written", "disguised"])
def test_invented_prices_are_stopped_with_spans(forms: str, capsys: pytest.CaptureFixture[str]) -> None:
    left = passed(forms, [])
    with capsys.disabled():
        report(f"{forms}: {1 - len(left) / INVENTED:.1%} of invented prices stopped with spans")
    assert left == []


def test_true_levels_pass_in_all_markets() -> None:
    told = [
        (sentence.format(form), ledger)
        for ledger in list(ledgers())[::3]
        for price in sorted(set(ledger.prices.values()))[::5]
        for form in written(price)
        for sentence in SENTENCES[::4]
    ]
    assert len(told) > 500
    assert [text for text, ledger in told if not check_grounding(text, ledger).ok] == []


def test_harmless_numbers_are_not_misread(capsys: pytest.CaptureFixture[str]) -> None:
    """Dates, percentages, timeframes, ordinals and counts, those of the posts and added ones."""
    numbers = alarms = 0
    for place, post in enumerate(posts()):
        text = f"{post.text}\n{HARMLESS[place % len(HARMLESS)]}"
        cited = sum(span.kind in ("level", "plan") for span in post.spans)
        numbers += len(re.findall(r"\d+(?:[.,:\u202f]\d+)*", text)) - cited
        alarms += len(check_grounding(text, post.ledger).offences)
        alarms += len(check_grounding(text, post.ledger, post.spans).offences)
    with capsys.disabled():
        report(
            f"{alarms} false alarms over {numbers} harmless numbers in {len(posts())} posts, each read twice"
        )
    assert alarms <= 0.005 * numbers
