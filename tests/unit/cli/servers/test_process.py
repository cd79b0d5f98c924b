"""What a process of the stack is started with, and how its log stays small."""

import os
from pathlib import Path

import pytest

from maxsignal_cli.servers import process
from maxsignal_cli.servers.process import OWNER_VARIABLE, ProcessSpec, http_ready, rotate


def test_environment_names_the_owner(tmp_path: Path) -> None:
    spec = ProcessSpec(name="api", argv=("true",), data_dir=tmp_path, env={"A": "1"})
    assert spec.environment() == {"A": "1", OWNER_VARIABLE: str(tmp_path)}


def test_nobody_listening_is_not_ready() -> None:
    assert not http_ready("http://127.0.0.1:1/readyz")()


def test_long_log_is_moved_aside(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    log.write_bytes(b"x" * (process.LOG_LIMIT + 1))
    rotate(log)
    assert log.stat().st_size == 0
    assert (tmp_path / "api.log.1").stat().st_size == process.LOG_LIMIT


def test_writer_goes_on_after_its_log_moved(tmp_path: Path) -> None:
    spec = ProcessSpec(name="api", argv=("true",), data_dir=tmp_path)
    descriptor = process.open_log(spec)
    os.write(descriptor, b"x" * (process.LOG_LIMIT + 1))
    rotate(spec.log_path)
    os.write(descriptor, b"next")
    os.close(descriptor)
    assert spec.log_path.read_bytes() == b"next"


@pytest.mark.parametrize("text", ["short", ""])
def test_short_log_stays(tmp_path: Path, text: str) -> None:
    log = tmp_path / "api.log"
    log.write_text(text)
    rotate(log)
    assert log.read_text() == text
