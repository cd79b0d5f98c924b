"""Runs one command that dies with its parent and, where asked, does not run as root.

Started by path (`python -I -S guard.py IDENTITY PARENT_PID SIGNAL command...`), it ends in exec.
The signal of the parent's death is armed last: the kernel forgets it whenever the credentials change.
"""

import ctypes
import os
import pwd
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
UNPRIVILEGED_ID = 1000


def enter_user_namespace() -> None:
    """Be an ordinary user in a namespace of our own; files of the outer user stay ours."""
    uid, gid = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{UNPRIVILEGED_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{UNPRIVILEGED_ID} {gid} 1")


def become_nobody() -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def die_with(parent: int, signum: int) -> None:
    """Linux only; elsewhere the next start ends what a killed launcher left."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
    # The parent may have died before the signal was armed.
    if os.getppid() != parent:
        sys.exit("the launcher is gone")


def main(identity: str, parent: str, signum: str, *command: str) -> None:
    if identity == "namespace":
        enter_user_namespace()
    elif identity == "nobody":
        become_nobody()
    die_with(int(parent), int(signum))
    os.execvp(command[0], command)  # noqa: S606 - no shell wanted: the pid must stay the same


if __name__ == "__main__":
    main(*sys.argv[1:])
