"""The chat page shows what anybody wrote, so no part of it may turn words into markup or code."""

import re
from importlib.resources import files

import pytest

from maxsignal_cli.telegram.page import HEADERS, STATIC

FOLDER = files("maxsignal_cli.telegram") / "static"
FILES = {name: (FOLDER / name).read_text() for name, _ in STATIC.values()}
SCRIPTS = [name for name in FILES if name.endswith(".js")]


def test_every_file_of_the_folder_is_served() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(FILES)


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_parses_words_as_markup(script: str) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc"
    assert not re.search(forbidden, FILES[script])


def test_page_has_nothing_inline() -> None:
    page = FILES["index.html"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    assert not re.search(r"(?:src|href|url|import)[=( ]*[\"'(]+(?:https?:)?//", FILES[name])


def test_policy_allows_own_scripts_only() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
