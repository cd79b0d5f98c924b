"""What connects the methods may be a model's; what the plan decides is told by code alone."""

import pytest

from maxsignal_posts import Post, PostInput, check_grounding, post_input, render
from tests.unit.posts.samples import rich

SAID = {
    "union": "Контекст: накопление\nСтруктура: слом у [[smc.break.1]]",
    "trap": "Сбор над [[smc.pool.1]]",
}


def told(**sections: str) -> PostInput:
    return post_input(rich()).with_sections(sections)


def block(post: Post, name: str) -> list[str]:
    return next(block.text for block in post.blocks if block.name == name).splitlines()


def test_links_of_a_model_end_in_the_plans_entry() -> None:
    chain, plain = (block(render(x, "ru"), "union")[1] for x in (told(**SAID), told()))
    assert chain.startswith("Контекст: накопление → Структура: слом у 65\u202f120 → Вход: возврат в 64")
    assert chain.partition("Вход")[2] == plain.partition("Вход")[2]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_plans_lines_stand_below_a_models_trap(language: str) -> None:
    said, plain = (block(render(x, language), "trap") for x in (told(**SAID), told()))
    assert said[0] == plain[0]
    assert said[1].startswith("• Сбор над 66")
    assert said[2:] == plain[3:]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_sections_of_a_model_pass_the_gate(language: str) -> None:
    post = render(told(**SAID), language)
    assert check_grounding(post.text, post.ledger, post.spans).ok


def test_measure_of_chance_stays_under_a_models_union() -> None:
    assert block(render(told(**SAID), "ru"), "union")[2:] == block(render(told(), "ru"), "union")[2:]


def test_post_is_a_models_while_one_word_is() -> None:
    both = told(**SAID).with_prose({"smc": "Рост"})
    assert both.made_by == both.without(["smc", "union"]).made_by == "model"
    assert both.without(["smc", "union", "trap"]).made_by == "twin"
    assert render(both.twin, "ru") == render(post_input(rich()), "ru")


def test_footer_names_the_methods_no_model_told() -> None:
    written = dict.fromkeys(("wyckoff", "smc", "ict"), "Рост")
    last = render(post_input(rich()).with_prose(written), "ru").text.splitlines()[-1]
    assert "текст модели, без неё: VSA, Delta ·" in last


def test_footer_names_nobody_when_all_are_told() -> None:
    written = dict.fromkeys(("wyckoff", "smc", "vsa", "delta", "ict"), "Up")
    assert "· written by a model ·" in render(post_input(rich()).with_prose(written), "en").text
