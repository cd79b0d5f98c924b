"""Ports and secrets of a data directory: made once, kept beside the data, the same after a restart."""

import os
import secrets
import socket
from pathlib import Path

# Below the ephemeral ranges of Linux and macOS: a client that keeps reconnecting to a stopped server on an
# ephemeral port can be given that very port as its own and connect to itself.
PORTS = range(15_000, 32_000)


def stable_port(root: Path, name: str) -> int:
    """The port this data directory remembers under the name; a new one when that is taken or not its alone.

    A port is handed out long before anything listens there, so being free now is not enough: it must not
    be promised to another name of the directory either.
    """
    folder = root / "ports"
    remembered = _ports_in(folder)
    own = remembered.pop(name, None)
    promised = set(remembered.values())
    if own is not None and own not in promised and is_free(own):
        return own
    while (port := free_port()) in promised:
        pass
    keep(folder / name, str(port))
    return port


def _ports_in(folder: Path) -> dict[str, int]:
    """Name and port of every whole file; one that holds no number counts as not there."""
    files = [path for path in folder.glob("[!.]*") if path.is_file()]
    return {path.name: int(text) for path in files if (text := path.read_text().strip()).isdecimal()}


def free_port() -> int:
    """A loopback port nobody listens on right now."""
    while not is_free(port := secrets.choice(PORTS)):
        pass
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except (OSError, OverflowError):
            return False
    return True


def stable_secret(path: Path) -> str:
    """The password written in this file, made at first use."""
    if not path.exists():
        # The letter in front keeps configuration parsers from reading a number.
        keep(path, f"s{secrets.token_hex(16)}")
    return path.read_text()


def keep(path: Path, text: str) -> None:
    """Write a private file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
