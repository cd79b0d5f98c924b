"""What the stand-in received is kept, and kept private."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maxsignal_cli.telegram import people
from maxsignal_cli.telegram.chats import Message
from maxsignal_cli.telegram.state import State
from maxsignal_common.clock import FrozenClock

NAME = "messages.jsonl"
AT = datetime(2026, 1, 2, tzinfo=UTC)
MESSAGE = Message(bot_id=42, chat_id=1, message_id=1, at=AT, method="sendMessage", text="x")


type Open = Callable[..., State]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Open]:
    """Opens the state of one file; again and again it is what a restart finds."""
    with ExitStack() as opened:

        def open_state(default_bot: int = 42) -> State:
            return opened.enter_context(closing(State(FrozenClock(AT), tmp_path / NAME, default_bot)))

        yield open_state


def test_messages_outlive_the_process(state: Open) -> None:
    state().bot(42).keep(MESSAGE)
    again = state()
    assert again.received() == [MESSAGE]
    assert again.bot(42).next_message_id() == 2


def test_changed_message_is_known_as_it_is_now(state: Open) -> None:
    bot = state().bot(42)
    bot.keep(MESSAGE)
    bot.keep(changed := MESSAGE.model_copy(update={"text": "y"}))
    assert state().received() == [changed]


async def test_unconfirmed_updates_outlive_the_process(state: Open) -> None:
    bot = state().any_bot()
    first, second = [await people.say(bot, 7, text) for text in ("/start", "/help")]
    bot.confirm(int(str(second["update_id"])))
    again = state().bot(42)
    assert again.updates.waiting == [second]
    assert again.updates.next_id == int(str(first["update_id"])) + 2


def test_people_outlive_the_process(state: Open) -> None:
    person = people.join(state().any_bot(), "Ann", "en")
    assert state().any_bot().chat(person.chat_id).person == person


def test_torn_line_costs_only_itself(state: Open, tmp_path: Path) -> None:
    state().bot(42).keep(MESSAGE)
    with (tmp_path / NAME).open("a") as torn:
        torn.write('{"message": {"bot_')
    state().bot(42).keep(later := MESSAGE.model_copy(update={"message_id": 2}))
    assert state().received() == [MESSAGE, later]


def test_file_of_messages_is_private(state: Open, tmp_path: Path) -> None:
    state().bot(42).keep(MESSAGE)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_readable_file_becomes_private(state: Open, tmp_path: Path) -> None:
    (tmp_path / NAME).touch(mode=0o644)
    state()
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_updates_for_nobody_go_to_the_first_bot(state: Open) -> None:
    nobody = state(default_bot=0)
    people.join(nobody.any_bot(), "Ann", "en")
    assert nobody.bot(42).id == 42
    assert [chat.person.bot_id for chat in nobody.bots[42].chats.values()] == [42]
