"""What can keep the stack from starting; every sentence says what to do next."""

from pathlib import Path
from typing import override

from maxsignal_cli.servers.logtail import readable_tail
from maxsignal_common.errors import MaxSignalError


class LauncherError(MaxSignalError):
    """Root of the launcher's errors."""

    @override
    def __str__(self) -> str:
        return self.detail


class BinaryMissingError(LauncherError):
    def __init__(self, detail: str) -> None:
        super().__init__("binary_missing", detail)


class NoPrivilegesToDropError(LauncherError):
    def __init__(self) -> None:
        super().__init__(
            "cannot_leave_root",
            "PostgreSQL does not run as root, and neither a user namespace nor the user `nobody` works here: "
            "start as an ordinary user, or give DATABASE_URL of a running server",
        )


class StartFailedError(LauncherError):
    """A process ended or stayed silent before it was ready; carries the end of its log."""

    def __init__(self, name: str, why: str, log_path: Path) -> None:
        super().__init__(
            "start_failed", f"{name} did not start: {why}; see {log_path}\n{readable_tail(log_path)}"
        )
        self.name = name
