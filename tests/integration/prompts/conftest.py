"""The verb `prompts` with an API that really listens, and without any."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.access import mint_at
from tests.integration.analyses.conftest import api_url, database_template, spoken
from tests.integration.catalogue.conftest import Said, Verb

__all__ = ["api_url", "database_template"]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Runs `maxsignal prompts WORDS...` in an empty directory, with no server anywhere."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: spoken(("prompts", *words))


@pytest.fixture
def prompts(
    offline: Callable[..., Said], api_url: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Verb:
    """The same with an API."""
    shown = asyncio.run(mint_at(database_url))["Authorization"]
    monkeypatch.setenv("MAXSIGNAL_TOKEN", shown.removeprefix("Bearer "))
    return lambda *words: offline(*words, "--api-url", api_url)
