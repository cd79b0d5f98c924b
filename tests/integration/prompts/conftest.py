"""The verb `prompts` with an API that really listens, and without any."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.analyses.conftest import api_url, database_template, spoken
from tests.integration.catalogue.conftest import Said, Verb

__all__ = ["api_url", "database_template"]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Runs `maxsignal prompts WORDS...` in an empty directory, with no server anywhere."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: spoken(("prompts", *words))


@pytest.fixture
def prompts(offline: Callable[..., Said], api_url: str) -> Verb:
    """The same with an API."""
    return lambda *words: offline(*words, "--api-url", api_url)
