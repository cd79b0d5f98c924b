"""A user's CSV file, row by row: what is wrong is told with its row, and then nothing is taken."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from maxsignal_cli.servers.errors import LauncherError

# More would only scroll the first ones away.
MOST_PROBLEMS = 20


class BadFileError(LauncherError):
    """`problems` are (row, reason); row 1 is the header."""

    def __init__(self, code: str, name: str, problems: Sequence[tuple[int, str]], more: int = 0) -> None:
        lines = [f"row {row}: {reason}" for row, reason in problems] + [f"… and {more} more"] * (more > 0)
        super().__init__(code, f"{name}: nothing was taken\n  " + "\n  ".join(lines))
        self.problems = tuple(problems)


class Problems:
    """Collects what is wrong with a file."""

    def __init__(self, code: str, name: str) -> None:
        self._code, self._name = code, name
        self._kept: list[tuple[int, str]] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, row: int, reason: str) -> None:
        if len(self._kept) < MOST_PROBLEMS:
            self._kept.append((row, reason))
        else:
            self._more += 1

    def raise_if_any(self) -> None:
        if self._kept:
            raise BadFileError(self._code, self._name, self._kept, self._more)


def numbered_rows(
    file: TextIO, problems: Problems, *, required: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows by lower-case column name, with their number; a wrong header ends the file at once."""
    reader = csv.reader(file, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _judge_header(header, problems, required, optional)
        for row in reader:
            if len(row) == len(header):
                yield reader.line_num, dict(zip(header, row, strict=True))
            elif row:
                problems.add(reader.line_num, f"{len(row)} values under {len(header)} columns")
    except (csv.Error, UnicodeDecodeError) as error:
        problems.add(reader.line_num + 1, f"cannot be read: {error}")
        problems.raise_if_any()


def _judge_header(
    header: Sequence[str], problems: Problems, required: Sequence[str], optional: Sequence[str]
) -> None:
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name not in (*required, *optional)]
    if missing:
        problems.add(1, f"no column {', '.join(missing)}")
    if unknown:
        problems.add(1, f"unknown column {', '.join(unknown)}; known are {', '.join((*required, *optional))}")
    if len(set(header)) != len(header):
        problems.add(1, "a column comes twice")
    problems.raise_if_any()
