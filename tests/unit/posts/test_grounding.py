"""The gate: invented prices are stopped in whatever form, true levels and harmless numbers are not."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_posts import Ledger, Offence, PostError, Span, check_grounding, post_input, render
from tests.unit.posts.forms import written
from tests.unit.posts.samples import rich
from tests.unit.posts.worlds import rescaled

SENTENCES = (
    "Вход от {}, стоп ниже",
    "Цель {} и выше",
    "Entry at {} after the test",
    "• стоп {}",
    "({}) удержан",
    "H1 закрылся на {}.",
    "20.11 14:00 цена {} за 3 бара",
    "от {} к рынку",
)
HARMLESS = (
    "20.11 14:00, 2026-11-20, 1.12.2026, 21 ноября, Nov 21, 14:00–18:30 UTC+3",
    "+12 % за 20 баров, 10–12%, 5 процентов, 3 pp",
    "M15/H1, 15m, 4h, D1, W1",
    "1️⃣ Wyckoff\n2. SMC\n3) VSA\n№ 4, #5, 2-й тест, 3rd touch, TP1, SL2",
    "41 бар, 2 касания, 3,4σ, 0,8×, 2.5x, 1,5R, 0,4 ATR, R/R 1,8, 60 bars, twenty bars, два бара",
    "one of the two sides, сто баров, первый раз за 5 дней",
)


def market(*prices: str, tick: str) -> Ledger:
    return Ledger.of({f"l{n}": Decimal(price) for n, price in enumerate(prices)}, tick=Decimal(tick))


LEDGERS = (
    market("64180", "64420", "63610", "65120", "66250", "67100", "63900", tick="1"),
    market("1.0825", "1.0790", "1.0912", "1.0850", tick="0.0001"),
    market("185.30", "190.15", "201.05", "178.40", tick="0.01"),
    market("1200", "1234.5", "1300", "1410.5", tick="0.5"),
    market("11.11", "18.40", "26", "41.5", tick="0.01"),
)


def planted(ledger: Ledger, count: int) -> list[tuple[str, str]]:
    """Sentences with prices drawn from the market's range, each in one of the forms people use."""
    dice = Random(7)
    low, high = min(ledger.prices.values()), max(ledger.prices.values())
    texts = []
    for _ in range(count):
        price = low + dice.randrange(int((high - low) / ledger.tick)) * ledger.tick
        form = dice.choice(written(price))
        texts.append((dice.choice(SENTENCES).format(form), form))
    return texts


@pytest.mark.parametrize("ledger", LEDGERS)
def test_invented_prices_are_blocked(ledger: Ledger) -> None:
    """Uniform prices hit a level by chance; nothing else may let one through."""
    texts = planted(ledger, 1000)
    passed = [text for text, _ in texts if check_grounding(text, ledger).ok]
    assert len(passed) <= 30


@pytest.mark.parametrize("ledger", LEDGERS)
def test_no_price_passes_outside_a_span(ledger: Ledger) -> None:
    assert [text for text, _ in planted(ledger, 1000) if check_grounding(text, ledger, []).ok] == []


@pytest.mark.parametrize("ledger", LEDGERS)
def test_true_levels_pass_in_every_form(ledger: Ledger) -> None:
    forms = [form for price in ledger.prices.values() for form in written(price)]
    texts = [sentence.format(form) for form in forms for sentence in SENTENCES]
    assert [text for text in texts if not check_grounding(text, ledger).ok] == []


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("text", HARMLESS)
@pytest.mark.parametrize("spans", [None, []])
def test_harmless_numbers_pass(text: str, ledger: Ledger, spans: Sequence[Span] | None) -> None:
    assert check_grounding(text, ledger, spans).offences == ()


def test_two_hundred_posts_raise_no_false_alarm() -> None:
    alarms: list[Offence] = []
    for seed in range(100):
        for language in ("ru", "en"):
            post = render(post_input(rescaled(rich(), seed)), language)
            alarms += check_grounding(post.text, post.ledger, post.spans).offences
            alarms += check_grounding(post.text, post.ledger).offences
    assert alarms == []


@given(st.integers(0, 400), st.integers(1, 99_999))
def test_price_planted_into_a_post_is_found(place: int, price: int) -> None:
    post = render(post_input(rich()), "en")
    at = [i for i, char in enumerate(post.text) if char == "\n"][place % 30]
    text = f"{post.text[:at]} toward {price}.5{post.text[at:]}"
    shift = len(text) - len(post.text)
    spans = [span._replace(offset=span.offset + shift * (span.offset >= at)) for span in post.spans]
    assert [offence.code for offence in check_grounding(text, post.ledger, spans).offences] == [
        "outside_span"
    ]


@pytest.mark.parametrize("glued", ["1{}", "{}5", "{},5", "0{}"])
def test_digits_glued_to_a_level_are_an_offence(glued: str) -> None:
    ledger = LEDGERS[0]
    text = "Entry " + glued.format("64,180")
    span = Span(text.index("64,180"), 6, "level", "l0")
    assert not check_grounding(text, ledger, [span]).ok


def test_span_must_show_its_own_level() -> None:
    ledger = LEDGERS[0]
    report = check_grounding("to 64,420", ledger, [Span(3, 6, "level", "l0")])
    assert [(offence.text, offence.code) for offence in report.offences] == [("64,420", "span_mismatch")]


def test_report_counts_what_it_checked() -> None:
    ledger = market("100", "101", "109", tick="1")
    report = check_grounding("от 100 до 105 за 3 бара", ledger)
    assert (report.ok, report.checked, report.chance_pass) == (False, 2, 0.3)
    assert [(offence.text, offence.offset) for offence in report.offences] == [("105", 10)]


DISGUISES = (
    "1\u200b235",
    "1\u200b2\u200b3\u200b5",
    "1\u03332\u03333\u03335",
    "1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e35\ufe0f\u20e3",
    "¹²³⁵",
    "①②③⑤",
    "١٢٣٥",
    "１２３５",
    "1’235",
    "price1235",
    "1235usdt",
    "12.3 hundred",
    "1235 minimum",
    "ты\u00adсяча двести пять",
    "1  2  3  5",
    "1\t2\t3\t5",
    "1 / 2 / 3 / 5",
    "(1)(2)(3)(5)",
    "1\ufe0f\u20e3 2\ufe0f\u20e3 3\ufe0f\u20e3 5\ufe0f\u20e3",
    "ⅯⅭⅭⅩⅩⅩⅤ",
    "㊿⑳",
    "\U0001d360\U0001d361\U0001d362\U0001d364",
)


@pytest.mark.parametrize("hidden", DISGUISES)
def test_disguised_prices_are_seen(hidden: str) -> None:
    assert not check_grounding(f"to {hidden} then", LEDGERS[3]).ok


@pytest.mark.parametrize("text", ["от 12 к рынку", "вход 20.11", "ATR 14", "сорок два", "выше 25"])
def test_closeness_makes_a_bare_number_a_price(text: str) -> None:
    near, far = LEDGERS[4], LEDGERS[0]
    assert not check_grounding(text, near).ok
    assert check_grounding(text, far).ok


def test_number_finer_than_the_tick_is_read_at_its_precision() -> None:
    assert check_grounding("1.08254", LEDGERS[1]).ok
    assert not check_grounding("1.08256", LEDGERS[1]).ok


def test_nothing_is_grounded_without_a_ledger() -> None:
    assert not check_grounding("вход 100", Ledger.of({}, tick=Decimal(1))).ok


@pytest.mark.parametrize("tick", ["0", "-1", "NaN"])
def test_tick_must_be_positive(tick: str) -> None:
    with pytest.raises(PostError, match="bad_tick"):
        Ledger.of({}, tick=Decimal(tick))


def test_level_off_the_tick_is_rounded_to_it() -> None:
    ledger = Ledger.of({"smc.fvg.1.top": Decimal("1.08254")}, tick=Decimal("0.0001"))
    assert ledger.price("smc.fvg.1.top") == Decimal("1.0825")
    assert check_grounding("1,0825", ledger).ok
