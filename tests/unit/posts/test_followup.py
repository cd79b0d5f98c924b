"""A follow-up is one line whose only price is the plan's, in both languages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from maxsignal_posts import FollowUp, PostError, render_followup
from maxsignal_posts.style import LANGUAGES, words

KINDS = ("confirmed", "target", "stopped", "invalidated", "missed", "expired")
# 20.11.2026 09:00 in Moscow.
TOLD = FollowUp(
    instrument="BTC/USDT",
    timeframe="H1",
    time_zone="Europe/Moscow",
    tick=Decimal(10),
    side="long",
    kind="target",
    bar_ms=1_795_154_400_000,
    level="smc.pool.2",
    price=Decimal(65_120),
    number=1,
    targets=3,
)
EXPIRED = replace(TOLD, kind="expired", level=None, price=None, number=0)


def test_line_names_market_side_price_and_candle() -> None:
    line = render_followup(TOLD, "ru").text
    assert line == "🎯 BTC/USDT · H1 · лонг: цель 1 из 3 — 65\u202f120 достигнута · свеча 20.11 09:00 МСК"


def test_what_happened_is_bold() -> None:
    line = render_followup(TOLD, "en")
    [entity] = line.entities
    units = line.text.encode("utf-16-le")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    assert (entity["type"], units[start:end].decode("utf-16-le")) == (
        "bold",
        "target 1 of 3 reached at 65,120",
    )


def test_daily_candle_is_named_by_its_day() -> None:
    assert render_followup(replace(TOLD, timeframe="D1"), "ru").text.endswith("свеча 20.11")


def test_only_target_has_no_number() -> None:
    assert "цель — 65\u202f120 достигнута" in render_followup(replace(TOLD, targets=1), "ru").text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_in_every_language(kind: str, language: str) -> None:
    told = EXPIRED if kind == "expired" else replace(TOLD, kind=kind)
    line = render_followup(told, language).text
    assert line.startswith(words(language)["followup"]["signs"][kind])
    assert "\n" not in line
    assert "{" not in line


@pytest.mark.parametrize("price", ["0.00001234", "65120.5", "2", "100000"])
def test_any_price_passes_the_gate_on_its_tick(price: str) -> None:
    exact = Decimal(price)
    told = replace(TOLD, price=exact, tick=Decimal(1).scaleb(int(exact.as_tuple().exponent)))
    assert render_followup(told, "en").text.count("reached at") == 1


def test_name_that_looks_like_a_mark_is_cleaned() -> None:
    told = replace(TOLD, instrument="\ue000level\ue001x\ue0011\ue002")
    assert "levelx1" in render_followup(told, "en").text


def test_price_that_is_no_level_of_the_plan_is_refused() -> None:
    with pytest.raises(PostError):
        render_followup(replace(TOLD, price=None), "ru")
