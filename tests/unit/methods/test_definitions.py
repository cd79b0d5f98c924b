"""docs/methods.md says what the code does: kinds, conditions, words of life, parameters and defaults."""

import re
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from maxsignal_methods import METHODS, Params, detect, explain
from maxsignal_methods.events import KINDS, rows
from maxsignal_methods.explain import REASONS
from tests.unit.methods.test_explain import SERIES

PAGE = (Path(__file__).parents[3] / "docs/methods.md").read_text(encoding="utf-8")
TITLES = {
    "wyckoff": "Wyckoff",
    "smc": "SMC",
    "vsa": "VSA",
    "delta": "Delta",
    "ict": "ICT",
    "measures": "Measures",
}


def section(title: str) -> str:
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    return str(found)


def words(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def spoken(value: object) -> str:
    """A default as the tables write it: hours as a span."""
    if isinstance(value, tuple):
        if isinstance(value[0], tuple):
            return ", ".join(map(spoken, value))
        return "-".join(f"{hour:g}" for hour in value)
    return str(value)


def table(name: str) -> dict[str, str]:
    """Parameter -> default of the table headed by the group's name."""
    (body,) = re.findall(rf"^\| {name} \| default \|.*?\n\|-.*?\n((?:\|.*\n?)+)", PAGE, flags=re.MULTILINE)
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", body, flags=re.MULTILINE))


@pytest.mark.parametrize("group", [field.name for field in fields(Params)])
def test_parameters_stand_with_their_defaults(group: str) -> None:
    assert table(group) == {name: spoken(value) for name, value in asdict(Params())[group].items()}


@pytest.mark.parametrize("group", [field.name for field in fields(Params)])
def test_every_parameter_has_a_part_in_a_rule(group: str) -> None:
    rules = re.sub(rf"^\| {group} \| default.*", "", section(TITLES[group]), flags=re.MULTILINE | re.DOTALL)
    assert set(table(group)) <= words(rules)


@pytest.mark.parametrize("method", METHODS)
def test_every_kind_is_defined_in_its_section(method: str) -> None:
    kinds = {kind for own, kind in REASONS if own == method}
    assert kinds <= words(section(TITLES[method]))
    assert {kind for _, kind in REASONS} == set(KINDS)


def test_every_condition_and_turn_of_life_is_named() -> None:
    unnamed: dict[str, set[str]] = {method: set() for method in METHODS}
    for series, params in SERIES.values():
        events = detect(series, params).events
        for event in {(event.method, event.kind): event for event in rows(events)}.values():
            told = explain(series, events, event.id, params)
            unnamed[event.method] |= {condition.name for condition in told.conditions}
            unnamed[event.method] |= {moment.name for moment in told.life} - words(section("Life"))
    for method, names in unnamed.items():
        assert names - words(section(TITLES[method])) == set(), method
