"""Ports and secrets stay with their data directory."""

import socket
from pathlib import Path

from maxsignal_cli.servers import ports
from maxsignal_cli.servers.ports import is_free, keep, stable_port, stable_secret


def test_free_port_is_kept(tmp_path: Path) -> None:
    assert stable_port(tmp_path, "api") == stable_port(tmp_path, "api")


def test_taken_port_is_replaced_for_good(tmp_path: Path) -> None:
    first = stable_port(tmp_path, "api")
    with socket.create_server(("127.0.0.1", first)):
        second = stable_port(tmp_path, "api")
    assert second != first
    assert stable_port(tmp_path, "api") == second


def test_promised_ports_are_all_different(tmp_path: Path) -> None:
    names = [f"name-{n}" for n in range(500)]
    given = [stable_port(tmp_path, name) for name in names]
    assert len(set(given)) == len(names)
    assert [stable_port(tmp_path, name) for name in names] == given


def test_port_written_twice_heals(tmp_path: Path) -> None:
    port = str(ports.free_port())
    for name in ("api", "nats"):
        keep(tmp_path / "ports" / name, port)
    healed = [stable_port(tmp_path, name) for name in ("api", "nats")]
    assert len(set(healed)) == 2
    assert [stable_port(tmp_path, name) for name in ("api", "nats")] == healed


def test_spoilt_port_file_is_replaced(tmp_path: Path) -> None:
    keep(tmp_path / "ports" / "api", "")
    keep(tmp_path / "ports" / "nats", "99999")
    assert {stable_port(tmp_path, name) in ports.PORTS for name in ("api", "nats")} == {True}


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
