"""What a model says beyond its levels: figures it was told pass, made up ones and the plan's words do not."""

from decimal import Decimal

import pytest

from maxsignal_posts import Ledger, read_prose
from maxsignal_posts.claims import Brief, is_in_language

TICK = Decimal("0.01")
LEDGER = Ledger.of({"smc.pool.1": Decimal("0.65")}, tick=TICK)
RU = Brief.of("ru", (41, 2, -3.4123, 0.12, 2.345, -1, 0))


def faults(said: str, brief: Brief = RU) -> list[tuple[str, str]]:
    return [(flaw.code, flaw.text) for flaw in read_prose([said], LEDGER, brief=brief).offences]


@pytest.mark.parametrize(
    "said",
    [
        "Диапазону 41 бар, касаний 2 у [[smc.pool.1]]",
        "Два касания, сорок один бар",
        "Объём 2,3× среднего, или 2.35 x, или 2,35 раза",
        "Аномалия −3,4σ, доминация +12 % и 12 процентов",
        "Закрепление на H1 и M15, тренд 4h и D1",
        "Одна из зон с другой половиной диапазона",
        "Фаза C: стоит ждать, цельный диапазон, высокая вероятная сила",
    ],
)
def test_findings_and_names_may_be_repeated(said: str) -> None:
    assert faults(said) == []


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("Объём 9,9x среднего", "9,9"),
        ("Объём 41× среднего", "41"),
        ("Диапазону 42 бара", "42"),
        ("Диапазону сорок два бара", "сорок два"),
        ("Рост на 80 % скоро", "80"),
        ("Рост на восемьдесят процентов", "восемьдесят"),
        ("Доминация 41 %", "41"),
        ("Аномалия 12σ", "12"),
        ("Спринг был 21.11", "21.11"),
        ("Слом в 2019 году", "2019"),
        ("Зона №7", "7"),
        ("Закрепление на M7", "7"),
        ("Закрытие на ½ тела", "½"),
        ("Диапазону 4\u200b2 бара", "42"),
        ("Отношение 12:1 к риску", "12"),
    ],
)
def test_figure_that_was_not_told_is_a_fault(said: str, figure: str) -> None:
    assert ("figure", figure) in faults(said)


@pytest.mark.parametrize(
    "said",
    [
        "Стоп под лоем",
        "стоп-лосс у зоны",
        "Цели выше",
        "Шансы за рост",
        "высокой вероятностью",
        "тейк-профит",
        "Вдвое выше",
    ],
)
def test_words_of_the_plan_are_a_fault(said: str) -> None:
    assert [code for code, _ in faults(said)] == ["word"]


@pytest.mark.parametrize(
    "said", ["The stop is below", "next target above", "TP1 and more", "a high probability", "odds are good"]
)
def test_plans_words_are_known_in_english(said: str) -> None:
    assert "word" in {code for code, _ in faults(said, Brief.of("en", ()))}


def test_terms_that_sound_like_the_plan_pass() -> None:
    assert faults("Stopping volume confirmed, no supply after it", Brief.of("en", ())) == []


def test_endless_figure_is_a_fault_too() -> None:
    """Dictated digit by digit it is longer than decimals divide."""
    assert not read_prose(["Спрос " + "один " * 60], LEDGER, brief=RU).ok


def test_figures_beyond_reason_are_not_told() -> None:
    assert Brief.of("en", (1e300, 10**40)) == Brief.of("en", ())


def test_price_is_told_as_a_price_alone() -> None:
    assert faults("Рост к 0,65 вверх") == [("number", "0,65")]


@pytest.mark.parametrize(
    ("text", "language", "own"),
    [
        ("CHoCH вверх, BOS и FVG рядом", "ru", True),
        ("Demand is stronger than supply", "ru", False),
        ("Demand is stronger, Δ rises", "en", True),
        ("Спрос сильнее предложения", "en", False),
        ("需求强于供应", "ru", False),
        ("", "ru", True),
    ],
)
def test_text_is_in_the_language_that_was_asked(text: str, language: str, *, own: bool) -> None:
    assert is_in_language(text, language) is own


def test_without_a_brief_only_prices_are_judged() -> None:
    assert read_prose(["Объём 9,9×, цель выше"], LEDGER).ok
