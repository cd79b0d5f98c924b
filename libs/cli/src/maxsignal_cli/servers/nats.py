"""nats-server with JetStream, configured to lose nothing it has acknowledged."""

import functools
import json
import shutil
from pathlib import Path
from typing import override

from maxsignal_cli.servers.binaries import nats_server
from maxsignal_cli.servers.ports import keep, stable_port, stable_secret
from maxsignal_cli.servers.process import EmbeddedServer, ProcessSpec, http_ready

USER = "maxsignal"

# sync_interval: the default flushes every two minutes, so a power cut would lose acknowledged messages.
# Values are quoted: nats-server reads a bare all-digit or `1e5` password as a number.
CONFIG = """\
server_name: "maxsignal"
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{monitor_port}"
max_payload: 1MB
jetstream {{
  store_dir: {store}
  sync_interval: always
  max_file_store: 2GB
  max_memory_store: 256MB
}}
authorization {{
  user: "{user}"
  password: "{password}"
}}
"""


class NatsServer(EmbeddedServer):
    """Lives in DIR/nats; the port and the password stay the same for one data directory."""

    def __init__(self, data_dir: Path, binary: Path | None = None) -> None:
        super().__init__(data_dir)
        self._home = self.data_dir / "nats"
        self._binary = binary

    @functools.cached_property
    def port(self) -> int:
        return stable_port(self.data_dir, "nats")

    @functools.cached_property
    def monitor_port(self) -> int:
        return stable_port(self.data_dir, "nats-monitor")

    @property
    @override
    def url(self) -> str:
        return f"nats://{USER}:{stable_secret(self._home / 'password')}@127.0.0.1:{self.port}"

    @override
    def spec(self) -> ProcessSpec:
        return ProcessSpec(
            name="nats",
            argv=(str(self._binary or nats_server()), "-c", str(self._config_path)),
            data_dir=self.data_dir,
            env={},
            prepare=self.prepare,
            ready=http_ready(f"http://127.0.0.1:{self.monitor_port}/healthz"),
        )

    @property
    def _config_path(self) -> Path:
        return self._home / "nats.conf"

    def prepare(self) -> None:
        """Write the configuration."""
        settings = CONFIG.format(
            port=self.port,
            monitor_port=self.monitor_port,
            store=json.dumps(str(self._home)),
            user=USER,
            password=stable_secret(self._home / "password"),
        )
        keep(self._config_path, settings)

    def wipe(self) -> None:
        """Lose every stream and consumer, as if the disk were new."""
        if self.running:
            raise RuntimeError("stop the server before its store is wiped")
        shutil.rmtree(self._home / "jetstream", ignore_errors=True)
