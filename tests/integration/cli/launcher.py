"""A small launcher to be killed: claims a directory, starts both servers and one child, tells, waits."""

import asyncio
import sys
from pathlib import Path

from maxsignal_cli.datadir import DataDir, Runtime
from maxsignal_cli.servers import NatsServer, PostgresServer
from maxsignal_cli.servers.process import ProcessSpec
from maxsignal_cli.supervisor import Supervisor


async def serve(root: Path) -> None:
    nats, postgres, supervisor = NatsServer(root), PostgresServer(root), Supervisor()
    sleeper = ProcessSpec(name="sleeper", argv=("sleep", "1000"), data_dir=root)
    await supervisor.start(nats.spec(), postgres.spec())
    await supervisor.start(sleeper)
    DataDir(root).write_runtime(Runtime("", nats.url, postgres.url, None, supervisor.pids))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await supervisor.watch()


if __name__ == "__main__":
    data_dir = DataDir(Path(sys.argv[1]))
    with data_dir.claim():
        asyncio.run(serve(data_dir.root))
