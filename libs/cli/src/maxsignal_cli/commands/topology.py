"""`maxsignal topology apply`: streams and consumers as the code wants them."""

import asyncio
from pathlib import Path

import nats.errors
import typer

from maxsignal_cli.commands.run import Data
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.output import print_text
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.migrate import apply_topology
from maxsignal_common.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Streams and consumers.")


@app.callback()
def _topology() -> None:
    """Keeps `apply` a verb of its own while it is the only one."""


@app.command("apply")
def apply(*, data: Data = Path("var")) -> None:
    """Create or update every stream and consumer; safe to repeat, also on a running installation."""
    runtime = DataDir(data).read_runtime()
    url = runtime.nats_url if runtime else Settings().nats_url.get_secret_value()
    try:
        changes = asyncio.run(apply_topology(url))
    except (OSError, nats.errors.Error) as error:
        raise LauncherError("nats_unreachable", f"NATS does not answer: {error!r}") from error
    print_text("\n".join(changes) or "nothing to change")
