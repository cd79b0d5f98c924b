"""The dashboard names whatever a method or a plan may say, in both languages."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest

from maxsignal_llm import GiveUpReason
from maxsignal_methods import METHODS, analyze
from maxsignal_methods.events import KINDS
from tests.unit.methods.build import recorded, walk

ROOT = Path(__file__).parents[3]
TERMS = ROOT / "services/api/dashboard/src/pages/run/terms"
PLAN = ROOT / "docs/plan.md"

SERIES = (recorded("IBM")[-300:], *(walk(500, seed=seed, timeframe="1h") for seed in range(1, 4)), walk(20))
RESULTS = [analyze(series, method) for method in METHODS for series in SERIES]
FACTS = [fact for result in RESULTS for fact in result.facts]
SAID = [*(result.state for result in RESULTS), *(fact.values for fact in FACTS)]


def terms(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((TERMS / f"{language}.json").read_text("utf-8"))
    return found


@pytest.fixture(params=["en", "ru"])
def words(request: pytest.FixtureRequest) -> dict[str, dict[str, str]]:
    return terms(request.param)


def test_both_languages_name_the_same_things() -> None:
    english, russian = terms("en"), terms("ru")
    assert {group: set(english[group]) for group in english} == {
        group: set(russian[group]) for group in russian
    }


def test_every_kind_of_event_has_a_name(words: dict[str, dict[str, str]]) -> None:
    assert set(KINDS) - set(words["kinds"]) == set()


def test_every_fact_and_level_has_a_name(words: dict[str, dict[str, str]]) -> None:
    levels = (level.kind for result in RESULTS for level in result.levels)
    assert {*levels, *(fact.kind for fact in FACTS)} - set(words["kinds"]) - set(words["codes"]) == set()


def test_every_value_has_a_name(words: dict[str, dict[str, str]]) -> None:
    assert set(chain.from_iterable(SAID)) - set(words["fields"]) == set()


def test_every_role_of_a_level_has_a_name(words: dict[str, dict[str, str]]) -> None:
    assert {role for fact in FACTS for role in fact.levels} - set(words["roles"]) == set()


def test_every_code_has_a_word(words: dict[str, dict[str, str]]) -> None:
    said = {value for values in SAID for value in values.values() if isinstance(value, str)}
    warned = {code for result in RESULTS for code in result.warnings}
    assert (said | warned) - set(words["codes"]) - set(words["kinds"]) == set()


def test_every_reason_for_a_twin_has_a_word(words: dict[str, dict[str, str]]) -> None:
    assert set(GiveUpReason) - set(words["codes"]) == set()


def test_every_reason_to_wait_has_a_word(words: dict[str, dict[str, str]]) -> None:
    gates = PLAN.read_text("utf-8").split("\nGates")[1].split("A plan that fails")[0]
    reasons = set(re.findall(r"`([a-z_]+)`", gates))
    assert {"stop_order", "no_atr"} <= reasons
    assert reasons - set(words["codes"]) == set()
