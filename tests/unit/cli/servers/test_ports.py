"""Ports and secrets stay with their data directory."""

import socket
from pathlib import Path

from maxsignal_cli.servers.ports import is_free, stable_port, stable_secret


def test_free_port_is_kept(tmp_path: Path) -> None:
    assert stable_port(tmp_path / "port") == stable_port(tmp_path / "port")


def test_taken_port_is_replaced_for_good(tmp_path: Path) -> None:
    first = stable_port(tmp_path / "port")
    with socket.create_server(("127.0.0.1", first)):
        second = stable_port(tmp_path / "port")
    assert second != first
    assert stable_port(tmp_path / "port") == second


def test_listening_port_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert not is_free(listener.getsockname()[1])


def test_secret_is_kept_private_and_starts_with_letter(tmp_path: Path) -> None:
    path = tmp_path / "nats" / "password"
    secret = stable_secret(path)
    assert secret[0].isalpha()
    assert path.stat().st_mode & 0o777 == 0o600
    assert stable_secret(path) == secret


def test_secrets_differ_between_directories(tmp_path: Path) -> None:
    assert stable_secret(tmp_path / "a") != stable_secret(tmp_path / "b")
