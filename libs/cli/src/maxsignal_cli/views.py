"""How a run is shown: the result object of `up --once --json`, and a table for terminals."""

from rich.table import Table

from maxsignal_cli.client import Json

_MARK = {"completed": "[green]done[/green]", "failed": "[red]failed[/red]", "pending": "[blue]…[/blue]"}


def post_of(run: Json, language: str) -> Json | None:
    """The post in this language, or in the first there is."""
    posts = run.get("posts") or []
    return next((post for post in posts if post["language"] == language), posts[0] if posts else None)


def facts_of(step: Json) -> list[Json]:
    return list((step.get("output") or {}).get("facts") or [])


def run_result(run: Json, language: str, duration_ms: int) -> Json:
    """The object machines read; its keys are a contract."""
    post = post_of(run, language)
    return {
        "run_id": run["run_id"],
        "status": run["status"],
        "instrument": run["instrument"],
        "timeframe": run["timeframe"],
        "as_of": run["as_of"],
        "steps": [
            {"name": step["name"], "status": step["status"], "facts": facts_of(step)} for step in run["steps"]
        ],
        "plan": run["plan"],
        "post": post and {key: post[key] for key in ("language", "text", "parts")},
        "deliveries": run["deliveries"],
        "error": run["error"],
        "duration_ms": duration_ms,
    }


def run_table(run: Json) -> Table:
    table = Table(title=f"{run['instrument']} {run['timeframe']} · {run['status']}", caption=run["run_id"])
    for column in ("Step", "Status", "Facts", "Remarks"):
        table.add_column(column)
    for step in run["steps"]:
        error, output = step.get("error") or {}, step.get("output") or {}
        remarks = error.get("detail") or ", ".join(output.get("warnings") or [])
        table.add_row(
            step["name"], _MARK.get(step["status"], step["status"]), str(len(facts_of(step))), remarks
        )
    return table
