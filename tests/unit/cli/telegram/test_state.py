"""What the stand-in received is kept, and kept private."""

from datetime import UTC, datetime
from pathlib import Path

from maxsignal_cli.telegram.state import Received, State

MESSAGE = Received(
    chat_id=1, message_id=1, at=datetime(2026, 1, 2, tzinfo=UTC), method="sendMessage", text="x"
)


def test_messages_outlive_the_process(tmp_path: Path) -> None:
    State(tmp_path / "messages.jsonl").receive(MESSAGE)
    assert State(tmp_path / "messages.jsonl").messages == [MESSAGE]


def test_file_of_messages_is_private(tmp_path: Path) -> None:
    State(file := tmp_path / "new" / "messages.jsonl").receive(MESSAGE)
    assert file.stat().st_mode & 0o777 == 0o600


def test_readable_file_becomes_private(tmp_path: Path) -> None:
    (file := tmp_path / "messages.jsonl").touch(mode=0o644)
    State(file)
    assert file.stat().st_mode & 0o777 == 0o600
