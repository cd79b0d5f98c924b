"""`maxsignal analysis`: analyses travel in files, byte for byte; a mistake in one is told with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from maxsignal_cli.analysis_file import BadAnalysisError
from maxsignal_common.shipped import DAYSTART, SHIPPED
from tests.integration.analyses.conftest import spoken
from tests.integration.catalogue.conftest import Said, Verb


def written(name: str = "mine", **changes: object) -> str:
    """A file with an analysis; returns its name."""
    told = json.loads(DAYSTART.text)
    path = Path(f"{name}.json")
    path.write_text(
        json.dumps({**told, "name": name, "config": {**told["config"], **changes}}, indent=2) + "\n"
    )
    return path.name


def problems(said: Said) -> tuple[tuple[str, str], ...]:
    assert isinstance(said.error, BadAnalysisError)
    return said.error.problems


class TestValidate:
    @pytest.mark.parametrize("document", SHIPPED, ids=lambda one: one.name)
    def test_shipped_analyses_are_sound(self, offline: Verb, document: Any) -> None:
        Path("shipped.json").write_text(document.text)
        said = offline("validate", "shipped.json")
        assert (said.code, said.text.split()[-1]) == (0, document.config.sha256())

    def test_every_mistake_is_named_with_its_place(self, offline: Verb) -> None:
        steps = [{"method": "smc", "model": "a b"}, {"method": "ict", "warmth": 1}]
        said = offline("validate", written(steps=steps, candles=7, languages=[]))
        assert [place for place, _ in problems(said)] == [
            "config.steps[0].model",
            "config.steps[1].warmth",
            "config.candles",
            "config.languages",
        ]

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("", "line 1, column 1"),
            ('{\n "name": "x",\n}', "line 2, column 13"),
            ("[]", "file"),
            ('{"name": "a", "name": "b"}', "file"),
            ('{"name": NaN}', "file"),
            ("[" * 100_000, "file"),
            ('{"name": "Mine", "description": "x", "config": {}}', "name"),
        ],
    )
    def test_what_is_no_analysis_is_told_where(self, offline: Verb, text: str, place: str) -> None:
        Path("broken.json").write_text(text)
        assert problems(offline("validate", "broken.json"))[0][0] == place

    def test_binary_file_is_refused_in_words(self, offline: Verb) -> None:
        Path("binary.json").write_bytes(b"\xff\xfe\x00")
        assert problems(offline("validate", "binary.json"))[0][0] == "file"

    def test_missing_file_is_told(self, offline: Verb) -> None:
        error = offline("validate", "nowhere.json").error
        assert error
        assert error.code == "unreadable_file"


class TestTravel:
    @pytest.mark.parametrize("name", [one.name for one in SHIPPED])
    def test_exported_file_is_what_was_shipped(self, analysis: Verb, name: str) -> None:
        assert analysis("export", name).text == next(one.text for one in SHIPPED if one.name == name)

    def test_imported_file_comes_out_byte_for_byte(self, analysis: Verb) -> None:
        steps = [
            {
                "method": "smc",
                "model": "openai/gpt-5-mini",
                "fallback_models": ["x/y:free"],
                "temperature": 0.3,
            }
        ]
        analysis("import", written(steps=steps, budget_usd="0.250", context=["W1"]))
        analysis("export", "mine", "--out", "first.json")
        analysis("import", "first.json")
        assert analysis("export", "mine").text == Path("first.json").read_text()
        assert json.loads(Path("first.json").read_text())["config"]["budget_usd"] == "0.25"

    def test_new_version_stays_idle_until_activated(self, analysis: Verb) -> None:
        analysis("import", written())
        said = analysis("import", written(candles=200), "--note", "fewer candles")
        assert said.text == "mine: version 2 is stored; version 1 stays active\n"
        analysis("activate", "mine", "2")
        assert analysis("show", "mine").json["config"]["candles"] == 200

    def test_import_can_activate_at_once(self, analysis: Verb) -> None:
        analysis("import", written())
        assert analysis("import", written(candles=200), "--activate").text == "mine: version 2 is active\n"

    def test_importing_the_same_twice_adds_nothing(self, analysis: Verb) -> None:
        analysis("import", written())
        assert analysis("import", written()).text == "mine: version 1 is active and says the same\n"
        assert len(analysis("show", "mine").json["versions"]) == 1

    def test_older_version_can_be_exported(self, analysis: Verb) -> None:
        analysis("import", written())
        analysis("import", written(candles=200), "--activate")
        assert json.loads(analysis("export", "mine", "--version", "1").text)["config"]["candles"] == 300

    def test_broken_file_is_not_sent(self, analysis: Verb) -> None:
        assert problems(analysis("import", written(candles=1)))[0][0] == "config.candles"
        assert [one["name"] for one in analysis("list", "--json").json] == [one.name for one in SHIPPED]


class TestModels:
    def test_model_is_set_in_a_new_active_version(self, analysis: Verb) -> None:
        said = analysis("set-model", "daystart", "a/one", "--step", "smc", "--step", "merge")
        assert said.text.startswith("daystart: version 2 is active\n")
        assert "`maxsignal models enable a/one`" in said.text
        config = analysis("show", "daystart").json["config"]
        assert [step["method"] for step in config["steps"] if step["model"]] == ["smc"]
        assert config["merge"]["model"] == "a/one"

    def test_setting_the_same_twice_adds_nothing(self, analysis: Verb) -> None:
        analysis("set-model", "daystart", "a/one")
        said = analysis("set-model", "daystart", "a/one")
        assert said.text == "daystart: version 2 is active and says the same\n"

    def test_taking_models_away_finds_the_old_version(self, analysis: Verb) -> None:
        analysis("set-model", "daystart", "a/one", "--fallback", "b/two")
        said = analysis("set-model", "daystart", "none")
        assert said.text == (
            "daystart: version 1 is active\nno model is asked: the deterministic twin writes\n"
        )


class TestRuns:
    def start(self, api_url: str, *words: str) -> Said:
        return spoken(("run", "start", *words, "--api-url", api_url, "--json"))

    def test_run_takes_the_analysis_that_is_named(self, analysis: Verb, api_url: str) -> None:
        said = self.start(api_url, "IBM", "W1", "--analysis", "weekly-overview")
        [card] = [one for one in analysis("list", "--json").json if one["last_run"]]
        assert (card["name"], card["last_run"]["run_id"]) == ("weekly-overview", said.json["run_id"])

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("IBM", "H1"), "unsupported_timeframe"),
            (("IBM", "D1", "--analysis", "intraday-smc"), "timeframe_not_offered"),
            (("IBM", "D1", "--analysis", "nothing"), "unknown_analysis"),
        ],
    )
    def test_run_that_could_only_fail_is_refused(
        self, api_url: str, words: tuple[str, ...], code: str
    ) -> None:
        error = self.start(api_url, *words).error
        assert error
        assert error.code == code

    def test_archived_analysis_is_shown_as_such(self, analysis: Verb, api_url: str) -> None:
        analysis("archive", "daystart")
        assert "daystart (archived)" in analysis("list").text
        error = self.start(api_url, "IBM", "D1").error
        assert error
        assert error.code == "analysis_archived"
        analysis("restore", "daystart")
        assert self.start(api_url, "IBM", "D1").code == 0
