"""The shipped prompts: sound, complete, and their own examples would be published."""

import json
import re
from decimal import Decimal

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep
from maxsignal_llm.prompts import output_schema, problems_of, render, variables_of
from maxsignal_posts import Brief, Ledger, Room, read_prose
from tests.unit.llm.prompts.samples import SHIPPED, merge, shipped, step

EVERY = [(one, language) for one in PromptStep for language in Language]


def example_of(text: str) -> dict[str, list[str]]:
    """The last answer in the text: its example."""
    answers = [line for line in text.splitlines() if re.match(r'\{"(paragraphs|union)"', line)]
    return dict(json.loads(answers[-1]))


def told_in(text: str, language: Language) -> Brief:
    """The figures that the example's state and facts tell."""
    example = text.rpartition("# ")[2]
    figures = re.findall(r'": (-?\d+(?:\.\d+)?)[,}]', example)
    return Brief.of(language, [float(one) if "." in one else int(one) for one in figures])


def cited_in(lines: list[str]) -> Ledger:
    refs = {ref for line in lines for ref in re.findall(r"\[\[([\w.]+)\]\]", line)}
    zones = {ref for ref in refs if re.search(r"(range|\.ob\.\d+|\.pd\.\d+)$", ref)}
    ids = (refs - zones) | {f"{zone}.{edge}" for zone in zones for edge in ("top", "bottom")}
    prices = {one: Decimal(1000 + number) for number, one in enumerate(sorted(ids))}
    return Ledger.of(prices, tick=Decimal("0.01"))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_shipped_prompt_is_sound_and_names_every_variable(name: PromptStep, language: Language) -> None:
    text = SHIPPED[name].texts[language]
    assert not problems_of(name, text)
    assert [one for one in variables_of(name) if f"{{{{ {one} }}}}" not in text] == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_example_of_a_prompt_would_be_published(name: PromptStep, language: Language) -> None:
    example, shape = example_of(SHIPPED[name].texts[language]), output_schema(name)["properties"]
    assert list(example) == list(shape)
    for section, lines in example.items():
        room = Room(shape[section]["maxItems"], 120, 350 if name is PromptStep.MERGE else 450)
        prose = read_prose(lines, cited_in(lines), room, told_in(SHIPPED[name].texts[language], language))
        assert (prose.offences, dict(prose.removed)) == ((), {})


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("language", Language)
def test_real_step_renders_within_its_budget(method: Method, language: Language) -> None:
    name = PromptStep.of(method)
    system, user = render(shipped(name, language), step(method))
    assert "\n\n\n" not in system.content
    assert "{{" not in user.content
    assert len(system.content) + len(user.content) < 12_000


@pytest.mark.parametrize("language", Language)
def test_real_merge_renders_within_its_budget(language: Language) -> None:
    system, user = render(shipped(PromptStep.MERGE, language), merge())
    assert len(system.content) + len(user.content) < 24_000


@pytest.mark.parametrize("name", PromptStep)
def test_both_languages_ask_for_the_same_sections(name: PromptStep) -> None:
    ru, en = (SHIPPED[name].texts[language] for language in (Language.RU, Language.EN))
    assert ru.count("\n# ") == en.count("\n# ")
    assert set(re.findall(r"\[\[[\w.]+\]\]", ru)) == set(re.findall(r"\[\[[\w.]+\]\]", en))
