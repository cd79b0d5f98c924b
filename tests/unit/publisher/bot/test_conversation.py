"""Commands as they are written, and calls as they wait in the database."""

import pytest
from aiogram.methods import AnswerCallbackQuery

from maxsignal_common.analysis import Language
from maxsignal_publisher.bot.calls import MAX_NOTICE, Screen, dump, load, notice, say, turn_to
from maxsignal_publisher.bot.commands import COMMANDS
from maxsignal_publisher.bot.conversation import read_command
from maxsignal_publisher.bot.menus import hello
from maxsignal_publisher.bot.registration import SHOWN
from maxsignal_publisher.bot.turn import guess_language
from maxsignal_publisher.texts import texts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/why smc.fvg.1", ("why", "smc.fvg.1")),
        ("/WHY", ("why", "")),
        ("/why@My_Bot  x ", ("why", "x")),
        ("/why@other_bot x", ("", "")),
        ("why", ("", "")),
        ("", ("", "")),
    ],
)
def test_command_is_read_with_its_argument(written: str, read: tuple[str, str]) -> None:
    assert read_command(written, "my_bot") == read


def test_every_command_is_shown_and_described() -> None:
    assert set(SHOWN) == set(COMMANDS)
    assert all(f"command-{name}" in texts(language) for name in SHOWN for language in Language)


@pytest.mark.parametrize(
    ("code", "language"), [("ru-RU", "ru"), ("be", "ru"), ("de", "en"), (None, "en"), ("", "en")]
)
def test_language_is_guessed(code: str | None, language: str) -> None:
    assert guess_language(code) == language


@pytest.mark.parametrize(
    "call",
    [say(1, hello(texts(Language.RU))), turn_to(1, 2, Screen("plain")), notice("q", "words", alert=True)],
)
def test_call_is_the_same_after_it_waited(call: AnswerCallbackQuery) -> None:
    assert load(dump(call)).model_dump(exclude_unset=True) == call.model_dump(exclude_unset=True)


def test_notice_is_cut_at_what_telegram_shows() -> None:
    assert len(notice("q", "x" * 500).text or "") == MAX_NOTICE
