"""PostgreSQL on loopback, durable by its defaults, reachable by one password-protected role."""

import functools
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import override

from maxsignal_cli.servers.binaries import postgres_bin_dir
from maxsignal_cli.servers.errors import StartFailedError
from maxsignal_cli.servers.identity import Identity, guarded, hand_over, unprivileged
from maxsignal_cli.servers.ports import keep, stable_port, stable_secret
from maxsignal_cli.servers.process import EmbeddedServer, ProcessSpec, open_log
from maxsignal_cli.servers.survivors import backends, end

USER = "maxsignal"
DATABASE = "maxsignal"

CONFIG = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = '128MB'
fsync = on
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
"""


class PostgresServer(EmbeddedServer):
    """Lives in DIR/postgres; the port and the password stay the same for one data directory."""

    def __init__(self, data_dir: Path, bin_dir: Path | None = None, identity: Identity | None = None) -> None:
        super().__init__(data_dir)
        self._home = self.data_dir / "postgres"
        self._cluster = self._home / "data"
        self._given_bin_dir = bin_dir
        self._given_identity = identity

    @functools.cached_property
    def port(self) -> int:
        return stable_port(self.data_dir, "postgres")

    @functools.cached_property
    def _bin_dir(self) -> Path:
        return self._given_bin_dir or postgres_bin_dir()

    @property
    def _identity(self) -> Identity:
        return self._given_identity or unprivileged()

    @property
    @override
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        password = stable_secret(self._home / "password")
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    @override
    def spec(self) -> ProcessSpec:
        return ProcessSpec(
            name="postgres",
            argv=(str(self._bin_dir / "postgres"), "-D", str(self._cluster)),
            data_dir=self.data_dir,
            env={"LC_ALL": "C"},
            prepare=self.prepare,
            ready=self._accepts,
            stop_signal=signal.SIGINT,  # "fast": end the sessions, write a checkpoint
            hard_signal=signal.SIGQUIT,  # "immediate": backends end too, the next start recovers
            identity=self._identity,
        )

    def prepare(self) -> None:
        """Make the cluster at first use; at every start clear what a killed server left."""
        end(backends(self._cluster), grace=0)
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        if not self._cluster.exists():
            self._create_cluster()
        keep(self._cluster / "postgresql.conf", CONFIG.format(port=self.port))
        hand_over(self._home, self._identity)

    @override
    def kill(self) -> None:
        # Every backend leads a group of its own, so the postmaster's group is not enough.
        orphans = backends(self._cluster)
        super().kill()
        end(orphans, grace=0)

    def _accepts(self) -> bool:
        # The eighth line of the lock file is the postmaster's own word; pg_ctl waits for the same.
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return "ready" in (line.strip() for line in lines[7:])

    def _create_cluster(self) -> None:
        """Build beside, then rename: an interrupted start leaves no half-made cluster."""
        draft = self._home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        stable_secret(self._home / "password")
        hand_over(self._home, self._identity)
        self._run(
            "initdb", "-D", str(draft), "-U", USER, f"--pwfile={self._home / 'password'}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        self._run("postgres", "--single", "-D", str(draft), "postgres", sql=f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self._cluster)

    def _run(self, program: str, *args: str, sql: str = "") -> None:
        command = guarded(
            (str(self._bin_dir / program), *args), identity=self._identity, signum=signal.SIGKILL
        )
        spec = self.spec()
        log = open_log(spec)
        try:
            done = subprocess.run(
                command,
                cwd=self._home,
                env=spec.environment(),
                input=sql.encode(),
                stdout=log,
                stderr=log,
                check=False,
            )
        finally:
            os.close(log)
        if done.returncode != 0:
            raise StartFailedError("postgres", f"{program} ended with {done.returncode}", spec.log_path)
