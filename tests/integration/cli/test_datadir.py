"""One data directory belongs to one launcher at a time."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from maxsignal_cli.datadir import DataDir, DataDirBusyError, Runtime

RUNTIME = Runtime("http://api", "nats://nats", "postgresql://db", None, {"nats": 1})


def test_second_claim_names_the_holder(tmp_path: Path) -> None:
    with DataDir(tmp_path).claim():  # noqa: SIM117 - only the second claim may raise
        with (
            pytest.raises(DataDirBusyError, match=f"in use by process {os.getpid()}"),
            DataDir(tmp_path).claim(),
        ):
            pass


def test_refused_claim_leaves_the_stack_readable(tmp_path: Path) -> None:
    holder = DataDir(tmp_path)
    with holder.claim():
        holder.write_runtime(RUNTIME)
        with pytest.raises(DataDirBusyError), DataDir(tmp_path).claim():
            pass
        assert DataDir(tmp_path).read_runtime() == RUNTIME


def test_new_directory_is_private(tmp_path: Path) -> None:
    with DataDir(tmp_path / "new").claim():
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_released_directory_can_be_claimed_again(tmp_path: Path) -> None:
    with DataDir(tmp_path).claim():
        pass
    with DataDir(tmp_path).claim() as leftovers:
        assert leftovers == []


def test_runtime_file_is_private_and_ends_with_claim(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    with data_dir.claim():
        data_dir.write_runtime(RUNTIME)
        assert (tmp_path / "runtime.json").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "runtime.json").exists()


def test_runtime_file_goes_even_when_the_stack_fails(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    with suppress(ZeroDivisionError), data_dir.claim():
        data_dir.write_runtime(RUNTIME)
        raise ZeroDivisionError
    assert data_dir.read_runtime() is None


def test_unused_directory_has_no_stack(tmp_path: Path) -> None:
    assert DataDir(tmp_path / "new").read_runtime() is None
