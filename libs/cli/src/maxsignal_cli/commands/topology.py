"""`maxsignal topology apply`: streams and consumers as the code wants them."""

import asyncio
from pathlib import Path

import nats.errors
import typer

from maxsignal_cli.commands.run import ApiUrl, Data
from maxsignal_cli.datadir import DataDir
from maxsignal_cli.output import print_text
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.migrate import apply_topology
from maxsignal_common.settings import Settings
from maxsignal_common.wrong_settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Streams and consumers.")


@app.callback()
def _topology() -> None:
    """Keeps `apply` a verb of its own while it is the only one."""


@app.command("apply")
def apply(*, data: Data = Path("var"), api_url: ApiUrl = None) -> None:
    """Create or update every stream and consumer; safe to repeat, also on a running installation."""
    if api_url:
        raise LauncherError(
            "needs_nats", "the API does not change the topology: set NATS_URL to the server, or give --data"
        )
    runtime = DataDir(data).read_runtime()
    url = runtime.nats_url if runtime else read_settings(Settings).nats_url.get_secret_value()
    try:
        changes = asyncio.run(apply_topology(url))
    except (OSError, nats.errors.Error) as error:
        raise LauncherError("nats_unreachable", f"NATS does not answer: {error!r}") from error
    print_text("\n".join(changes) or "nothing to change")
