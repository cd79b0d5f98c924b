"""The operator's verbs on a database as an installation finds it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from maxsignal_cli.app import app
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.errors import MaxSignalError
from tests.fixtures.installed import installed_template


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@dataclass(frozen=True)
class Said:
    """What a verb said, and with which code it ended."""

    code: int
    text: str
    aside: str
    error: MaxSignalError | None

    @property
    def json(self) -> Any:
        return json.loads(self.text)


type Verb = Callable[..., Said]


@pytest.fixture
def maxsignal(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Runs `maxsignal WORDS...` in an empty directory, with the test's database in DATABASE_URL."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        result = CliRunner().invoke(app, words)
        error = result.exception
        if error and not isinstance(error, SystemExit | MaxSignalError):
            raise error
        told = error if isinstance(error, MaxSignalError) else None
        return Said(result.exit_code, result.stdout, result.stderr, told)

    return run
