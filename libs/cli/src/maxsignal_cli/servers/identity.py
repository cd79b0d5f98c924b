"""As whom a server runs: PostgreSQL refuses root, so root hands it an unprivileged identity."""

import functools
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from maxsignal_cli.servers.errors import NoPrivilegesToDropError

type Identity = Literal["same", "namespace", "nobody"]

GUARD = Path(__file__).with_name("guard.py")
_AM_I_ROOT = "import os, sys; sys.exit(os.geteuid() == 0)"


def guarded(command: tuple[str, ...], *, identity: Identity, signum: int) -> tuple[str, ...]:
    """The command wrapped so that it dies with this process; see guard.py.

    Start it from a thread that lives as long as the command: Linux ties the signal to the starting thread.
    """
    python = (sys.executable, "-I", "-S")
    return (*python, str(GUARD), identity, str(os.getpid()), str(int(signum)), *command)


@functools.cache
def unprivileged() -> Identity:
    """The first identity that works on this machine."""
    if os.geteuid() != 0:
        return "same"
    candidates: tuple[Identity, ...] = ("namespace", "nobody")
    for identity in candidates:
        probe = guarded((sys.executable, "-I", "-S", "-c", _AM_I_ROOT), identity=identity, signum=9)
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return identity
    raise NoPrivilegesToDropError


def hand_over(path: Path, identity: Identity) -> None:
    """Make a tree the identity's own; a namespace keeps the outer user's files, so only `nobody` needs it."""
    if identity != "nobody":
        return
    nobody = pwd.getpwnam("nobody")
    # A private data directory has to let him through, though not look around.
    path.parent.chmod(path.parent.stat().st_mode | 0o011)
    for item in (path, *path.rglob("*")):
        shutil.chown(item, nobody.pw_uid, nobody.pw_gid)
