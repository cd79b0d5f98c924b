"""The operator's command: one verb per file in commands/."""

import sys

import typer

from maxsignal_cli.commands import (
    analysis,
    bench,
    candles,
    deliveries,
    dlq,
    doctor,
    instruments,
    models,
    prompts,
    run,
    sources,
    token,
    topology,
    user,
)
from maxsignal_cli.commands.chart import chart
from maxsignal_cli.commands.publish import publish
from maxsignal_cli.commands.replay_step import replay_step
from maxsignal_cli.commands.up import up
from maxsignal_common.errors import MaxSignalError
from maxsignal_common.logs import configure_logs

app = typer.Typer(
    name="maxsignal",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Max Signal: watches markets and writes trading posts.",
)


@app.callback()
def _quietly() -> None:
    """Parts of the services that a verb uses log to standard error, and only what goes wrong."""
    configure_logs("maxsignal", "WARNING")


app.command()(up)
run.app.command("replay-step")(replay_step)
app.add_typer(run.app, name="run")
app.add_typer(analysis.app, name="analysis")
app.add_typer(instruments.app, name="instruments")
app.add_typer(candles.app, name="candles")
app.add_typer(sources.app, name="sources")
app.add_typer(models.app, name="models")
app.add_typer(prompts.app, name="prompts")
app.command()(publish)
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(dlq.app, name="dlq")
app.add_typer(user.app, name="user")
app.add_typer(token.app, name="token")
app.add_typer(topology.app, name="topology")
app.add_typer(bench.app, name="bench")
app.command()(chart)
app.command()(doctor.doctor)


def main() -> None:
    """Run a verb; errors we raise on purpose end as one sentence and exit code 2."""
    try:
        app()
    except MaxSignalError as error:
        sys.stderr.write(f"maxsignal: {error.detail} [{error.code}]\n")
        sys.exit(2)
