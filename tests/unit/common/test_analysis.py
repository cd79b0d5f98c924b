"""What an analysis may say, how a mistake in it is named, and that old configurations are read for ever."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from maxsignal_common.analysis import AnalysisConfig, AnalysisSpec, Language, StepConfig
from maxsignal_common.events import RunRequested
from maxsignal_common.facts import Method
from maxsignal_common.market import Timeframe

RECORDED = Path(__file__).parents[2] / "fixtures" / "events"
MODEL = "openai/gpt-5-mini"


def problems(told: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        AnalysisSpec.model_validate(told)
    return [(one["loc"], one["type"]) for one in caught.value.errors()]


def recorded(name: str) -> AnalysisConfig:
    return RunRequested.model_validate_json((RECORDED / f"{name}.json").read_text()).config


class TestMistakes:
    @pytest.mark.parametrize(
        ("step", "field", "code"),
        [
            ({"method": "tarot"}, "method", "enum"),
            ({"model": "no spaces here"}, "model", "string_pattern_mismatch"),
            ({"model": ""}, "model", "string_pattern_mismatch"),
            ({"prompt_version": "../secret"}, "prompt_version", "string_pattern_mismatch"),
            ({"temperature": 2.1}, "temperature", "less_than_equal"),
            ({"temperature": "0.5"}, "temperature", "float_type"),
            ({"temperature": float("nan")}, "temperature", "finite_number"),
            ({"max_tokens": 1}, "max_tokens", "greater_than_equal"),
            ({"max_tokens": True}, "max_tokens", "int_type"),
            ({"fallback_models": [MODEL]}, "fallback_models", "fallback_without_model"),
            ({"model": MODEL, "fallback_models": [MODEL]}, "fallback_models", "fallback_is_the_model"),
            ({"model": MODEL, "fallback_models": ["a", "a"]}, "fallback_models", "named_twice"),
            ({"engine": MODEL}, "engine", "extra_forbidden"),
        ],
    )
    def test_mistake_in_a_step_names_step_and_field(
        self, step: dict[str, Any], field: str, code: str
    ) -> None:
        told = {"steps": [{"method": "smc"}, {"method": "ict", **step}]}
        assert problems(told) == [(("steps", 1, field), code)]

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"schema_version": 3}, "literal_error"),
            ({"steps": []}, "empty"),
            ({"steps": [{"method": "smc"}] * 2}, "method_twice"),
            ({"steps": None}, "tuple_type"),
            ({"timeframes": []}, "empty"),
            ({"timeframes": ["D1", "D1"]}, "named_twice"),
            ({"candles": 99}, "greater_than_equal"),
            ({"candles": 1001}, "less_than_equal"),
            ({"candles": "300"}, "int_type"),
            ({"context": ["M15", "H1", "H4", "D1"]}, "too_long"),
            ({"languages": []}, "empty"),
            ({"time_zone": "Mars/Base"}, "value_error"),
            ({"budget_usd": "-0.01"}, "greater_than_equal"),
            ({"budget_usd": "0.0000001"}, "decimal_max_places"),
            ({"budget_usd": "NaN"}, "finite_number"),
            ({"auto_publish": "yes"}, "bool_type"),
            ({"note": "hello"}, "extra_forbidden"),
        ],
    )
    def test_mistake_names_its_field(self, told: dict[str, Any], code: str) -> None:
        assert problems(told) == [((next(iter(told)),), code)]

    @pytest.mark.parametrize("source", ["ftp", "ccxt", "ccxt:", "ccxt:A B", "replay:x"])
    def test_unknown_source_is_named(self, source: str) -> None:
        assert problems({"sources": ["moex", source]}) == [(("sources", 1), "unknown_source")]

    def test_context_that_no_run_would_read_is_refused(self) -> None:
        told = {"timeframes": ["H4", "D1"], "context": ["W1", "H4"]}
        assert problems(told) == [(("context",), "context_not_higher")]

    def test_all_mistakes_are_told_at_once(self) -> None:
        told = {"steps": [{"method": "smc", "temperature": 9}], "candles": 0, "languages": ["de"]}
        fields = [loc for loc, _ in problems(told)]
        assert fields == [("steps", 0, "temperature"), ("candles",), ("languages", 0)]


class TestContext:
    def test_unsaid_context_is_the_usual_one(self) -> None:
        assert AnalysisSpec().context_of(Timeframe.H1) == (Timeframe.H4, Timeframe.D1)
        assert AnalysisSpec().context_of(Timeframe.D1) == ()

    def test_run_is_read_in_what_is_higher_than_it(self) -> None:
        spec = AnalysisSpec(context=(Timeframe.H4, Timeframe.D1))
        assert spec.context_of(Timeframe.H4) == (Timeframe.D1,)

    def test_empty_context_is_none_at_all(self) -> None:
        assert AnalysisSpec(context=()).context_of(Timeframe.H1) == ()


class TestHash:
    # Written down: a hash that changes with the code would make every stored version look edited.
    SPEC = AnalysisSpec(
        steps=(StepConfig(method=Method.SMC, model=MODEL),), budget_usd=Decimal("0.5"), candles=200
    )
    SAID = (
        '{"budget_usd":"0.5","candles":200,"steps":[{"method":"smc","model":"openai/gpt-5-mini"}],'
        '"timeframes":["M1","M5","M15","M30","H1","H4","D1","W1"]}'
    )

    def test_hash_is_the_one_written_down(self) -> None:
        assert self.SPEC.sha256() == hashlib.sha256(self.SAID.encode()).hexdigest()

    def test_equal_amounts_have_equal_hashes(self) -> None:
        same = [AnalysisSpec.model_validate({"budget_usd": one}) for one in ("0.5", "0.500", 0.5)]
        assert len({one.sha256() for one in same}) == 1
        assert AnalysisSpec(budget_usd=Decimal(10)).model_dump(mode="json")["budget_usd"] == "10"

    def test_said_default_is_no_other_analysis(self) -> None:
        assert AnalysisSpec().sha256() == AnalysisSpec(candles=300, auto_publish=True).sha256()

    @pytest.mark.parametrize(
        "change",
        [
            {"candles": 301},
            {"context": []},
            {"languages": ["en", "ru"]},
            {"budget_usd": "0"},
            {"merge": {"model": MODEL}},
        ],
    )
    def test_every_decision_changes_the_hash(self, change: dict[str, Any]) -> None:
        assert AnalysisSpec.model_validate(change).sha256() != AnalysisSpec().sha256()

    def test_order_of_steps_is_a_decision(self) -> None:
        steps = tuple(StepConfig(method=one) for one in reversed(Method))
        assert AnalysisSpec(steps=steps).sha256() != AnalysisSpec().sha256()


class TestRecorded:
    def test_first_events_are_read_as_they_were_meant(self) -> None:
        assert recorded("run_requested_first") == AnalysisConfig()

    def test_schema_1_names_the_prompt_as_it_did(self) -> None:
        config = recorded("run_requested_schema_1")
        first = StepConfig(method=Method.SMC, model=MODEL, prompt_version="smc-1")
        assert config.steps == (first, StepConfig(method=Method.ICT))
        assert (config.context, config.candles) == ((Timeframe.W1,), 50)
        assert (config.budget_usd, config.languages) == (Decimal("0.5"), (Language.EN,))

    def test_what_is_written_today_reads_the_same(self) -> None:
        config = recorded("run_requested_schema_1")
        assert AnalysisConfig.model_validate_json(config.model_dump_json()) == config

    def test_word_of_schema_1_is_unknown_today(self) -> None:
        step = {"method": "smc", "prompt": "smc-1"}
        assert problems({"schema_version": 2, "steps": [step]}) == [
            (("steps", 0, "prompt"), "extra_forbidden")
        ]

    def test_steps_that_are_none_are_named_in_any_schema(self) -> None:
        assert problems({"steps": "smc"}) == [(("steps",), "tuple_type")]
        assert problems({"steps": ["smc"]}) == [(("steps", 0), "model_type")]
