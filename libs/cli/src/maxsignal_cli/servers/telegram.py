"""The local Bot API as one more process of the stack."""

import functools
import os
import sys
from pathlib import Path
from typing import override

from maxsignal_cli.servers.ports import stable_port
from maxsignal_cli.servers.process import EmbeddedServer, ProcessSpec, http_ready


class TelegramServer(EmbeddedServer):
    """Lives in DIR/telegram; what it received survives its restart."""

    def __init__(self, data_dir: Path, bot_id: int | None = None) -> None:
        super().__init__(data_dir)
        self._known = () if bot_id is None else ("--bot", str(bot_id))
        self._home = self.data_dir / "telegram"

    @functools.cached_property
    def port(self) -> int:
        return stable_port(self.data_dir, "telegram")

    @property
    @override
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @override
    def spec(self) -> ProcessSpec:
        messages = str(self._home / "messages.jsonl")
        return ProcessSpec(
            name="telegram",
            argv=(
                sys.executable,
                "-m",
                "maxsignal_cli.telegram",
                "--port",
                str(self.port),
                "--data",
                messages,
                *self._known,
            ),
            data_dir=self.data_dir,
            env=dict(os.environ),
            ready=http_ready(f"{self.url}/_control/health"),
        )
