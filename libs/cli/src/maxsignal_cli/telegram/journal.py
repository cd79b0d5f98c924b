"""What outlives the process: one JSON line per change, the last one of its subject counts."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO


class Journal:
    """Without a file it forgets. What people are written is theirs: nobody else on the machine reads it."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._open: IO[str] | None = None

    def read(self) -> Iterator[Mapping[str, object]]:
        if self._file is None:
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._file.exists():
            return
        self._file.chmod(0o600)
        for line in self._file.read_text().splitlines():
            # A line may be torn: the process was killed while it wrote.
            with suppress(ValueError):
                yield json.loads(line)

    def write(self, **record: object) -> None:
        if self._file is None:
            return
        if self._open is None:
            self._open = os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a")
            if self._open.tell():
                self._open.write("\n")  # the last line may be torn
        self._open.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._open.flush()

    def close(self) -> None:
        if self._open:
            self._open.close()
            self._open = None

    def forget(self) -> None:
        self.close()
        if self._file:
            self._file.unlink(missing_ok=True)
