"""A model's paragraphs: prices come from references alone, and every fault is named for the repair."""

from decimal import Decimal

import pytest

from maxsignal_posts import Ledger, Post, Room, check_grounding, post_input, read_prose, render
from tests.unit.posts.samples import rich

LEDGER = Ledger.of(
    {
        "smc.fvg.1.top": Decimal(64760),
        "smc.fvg.1.bottom": Decimal(64510),
        "smc.pool.1": Decimal(66250),
        "wyckoff.spring": Decimal(63610),
    },
    tick=Decimal(1),
)
TOLD = (
    "• Спрос в зоне [[smc.fvg.1]], цель [[ smc.pool.1 ]]",
    "H1 закрылся выше [[wyckoff.spring]] за 3 бара",
)


def faults(*paragraphs: str) -> list[str]:
    return [flaw.code for flaw in read_prose(paragraphs, LEDGER).offences]


def test_references_become_parts_of_the_text() -> None:
    prose = read_prose(TOLD, LEDGER)
    assert prose.ok
    assert prose.cited == {"smc.fvg.1", "smc.pool.1", "wyckoff.spring"}
    assert prose.text.splitlines()[0] == "Спрос в зоне [[smc.fvg.1]], цель [[smc.pool.1]]"


@pytest.mark.parametrize(
    "said",
    [
        "к 65 000",
        "к 66250",
        "шестьдесят пять тысяч",
        "6[[smc.pool.1]]",
        "[[smc.pool.1]]5",
        "[[smc.pool.1]],5",
        "[[smc.pool.1]] тысяч",
        "[[smc.pool.1]]k",
        "[[smc.pool.1]] 500",
        "[[smc.pool.1]]\u200b5",
        "6\u200b5\u200b0\u200b00",
        "65e3",
    ],
)
def test_price_in_digits_is_refused(said: str) -> None:
    """A true level in digits as well: the renderer alone writes prices."""
    assert faults(said) == ["number"] or faults(said) == ["number", "number"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("к [[smc.fvg.9]]", "unknown_reference"),
        ("к [[smc.fvg.1.middle]]", "unknown_reference"),
        ("к [[smc.fvg 1]]", "malformed_reference"),
        ("к [[smc.pool.1]", "malformed_reference"),
        ("[[[[smc.pool.1]]]]", "malformed_reference"),
        ("а" * 80 + (" " + "б" * 80) * 5, "too_long"),
        ("  \n", "empty"),
        ("t.me/evil", "empty"),
    ],
)
def test_other_faults_are_named(said: str, code: str) -> None:
    assert code in faults(said)


def test_paragraphs_beyond_the_cap_are_refused() -> None:
    assert faults(*["Спрос сильнее"] * 8) == []
    assert faults(*["Спрос сильнее"] * 9) == ["too_many_paragraphs"]


def test_room_is_for_each_and_for_all_together() -> None:
    tight = Room(paragraphs=2, letters=20, together=25)
    said = (["один"] * 3, ["слово и ещё пять слов подряд"], ["ровно двадцать букв!"] * 2)
    found = [[flaw.code for flaw in read_prose(paragraphs, LEDGER, tight).offences] for paragraphs in said]
    assert found == [["too_many_paragraphs"], ["too_long", "too_much"], ["too_much"]]


def test_fault_says_where_it_stands() -> None:
    (flaw,) = read_prose(["Рост", "к 65 100 вверх"], LEDGER).offences
    assert (flaw.code, flaw.paragraph, flaw.text) == ("number", 1, "65 100")


def test_links_are_removed_and_counted() -> None:
    prose = read_prose(["Спрос, пишите @vip на https://evil.com/x", "Рост"], LEDGER)
    assert prose.text == "Спрос, пишите на\nРост"
    assert prose.removed == {"mention": 1, "link": 1}


def told_by(language: str) -> Post:
    post = post_input(rich()).with_prose({"smc": read_prose(TOLD, LEDGER).text})
    return render(post, language)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_model_block_passes_the_gate(language: str) -> None:
    post = told_by(language)
    assert check_grounding(post.text, post.ledger, post.spans).ok
    smc = next(block.text for block in post.blocks if block.name == "smc")
    assert smc.count("•") == 2
    assert "[[" not in post.text


def test_twin_of_a_model_post_is_the_plain_post() -> None:
    plain = post_input(rich())
    told = plain.with_prose({"smc": "Рост к [[smc.pool.1]]"})
    assert told.made_by == "model"
    assert render(told, "ru").text != render(plain, "ru").text
    assert render(told.twin, "ru") == render(plain, "ru")


def test_other_blocks_stay_as_the_twin_writes_them() -> None:
    told, plain = told_by("ru"), render(post_input(rich()), "ru")
    changed = [a.name for a, b in zip(told.blocks, plain.blocks, strict=True) if a != b]
    assert changed == ["smc", "footer"]
