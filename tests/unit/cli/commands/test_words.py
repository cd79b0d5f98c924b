"""Words the operator may type, and those that are refused with a sentence and exit code 2."""

import pytest

from maxsignal_cli.commands.run import moment
from tests.fixtures.stack import maxsignal


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("up --lang de", "'ru', 'en'"),
        ("run start IBM D1 --lang de", "'ru', 'en'"),
        ("run show x --lang de", "'ru', 'en'"),
        ("up --once --no-run", "--no-run makes none"),
        ("topology apply --api-url http://127.0.0.1:1", "NATS_URL"),
        ("bench pipeline --data x --runs 1", "--runs"),
    ],
)
def test_refused_words_end_with_two(words: str, sentence: str) -> None:
    done = maxsignal(*words.split(), COLUMNS="200")
    assert done.returncode == 2
    assert sentence in done.stderr


def test_up_with_wrong_settings_names_them() -> None:
    done = maxsignal("up", "--once", "--data", "/dev/null/none", LLM_BASE_URL="hunter2", API_PORT="hunter2")
    assert done.returncode == 2
    assert "LLM_BASE_URL: " in done.stderr
    assert "API_PORT: " in done.stderr
    assert "hunter2" not in done.stderr


def test_bare_date_is_its_first_moment() -> None:
    assert moment("2012-06-01") == "2012-06-01T00:00:00Z"


@pytest.mark.parametrize("text", ["2012-06-01T12:00:00+03:00", "yesterday"])
def test_other_times_are_left_to_the_api(text: str) -> None:
    assert moment(text) == text
