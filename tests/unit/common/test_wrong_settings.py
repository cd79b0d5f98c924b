"""A wrong setting is told by its variable and rule, all at once, and never with its value."""

import os
import subprocess
import sys

import pytest

from maxsignal_api.settings import ApiSettings
from maxsignal_common.settings import Settings
from maxsignal_common.wrong_settings import WrongSettingsError, read_settings
from maxsignal_ingest.settings import IngestSettings

SERVICES = ("api", "ingest", "merger", "publisher", "recorder", "scheduler")


def problems(of: type[Settings]) -> tuple[tuple[str, str], ...]:
    with pytest.raises(WrongSettingsError) as caught:
        read_settings(of)
    return caught.value.problems


def test_every_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "hunter2")
    monkeypatch.setenv("HEALTH_PORT", "hunter2")
    found = problems(Settings)
    assert {name for name, _ in found} == {"LOG_LEVEL", "HEALTH_PORT"}
    assert "hunter2" not in str(found)


def test_rule_about_several_names_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_HOST", "0.0.0.0")  # noqa: S104 - the very address that is refused
    ((_, message),) = problems(ApiSettings)
    assert message.startswith("API_HOST=")


def test_broken_json_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_CCXT", "{hunter2")
    assert problems(IngestSettings) == (("INGEST_CCXT", "must be JSON"),)


@pytest.mark.parametrize("words", [*((name,) for name in SERVICES), ("analyzer", "--method", "smc")])
def test_service_with_wrong_setting_ends_readably(words: tuple[str, ...]) -> None:
    module, *arguments = words
    command = [sys.executable, "-m", f"maxsignal_{module}", *arguments]
    env = {**os.environ, "HEALTH_PORT": "hunter2"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("HEALTH_PORT: ")
    assert len(done.stderr.splitlines()) == 1
