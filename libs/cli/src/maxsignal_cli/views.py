"""How a run is shown: the result object of `up --once --json`, and a table for terminals."""

from rich.table import Table

from maxsignal_cli.client import Json

_MARK = {"completed": "[green]done[/green]", "failed": "[red]failed[/red]", "pending": "[blue]…[/blue]"}


def run_result(run: Json, language: str, duration_ms: int) -> Json:
    """The object machines read; its keys are a contract."""
    post = (run.get("posts") or {}).get(language)
    return {
        "run_id": run["id"],
        "status": run["status"],
        "instrument": run["instrument"],
        "timeframe": run["timeframe"],
        "as_of": run["as_of"],
        "steps": [
            {"name": step["name"], "status": step["status"], "facts": step.get("facts") or []}
            for step in run["steps"]
        ],
        "plan": run.get("plan"),
        "post": post and {"language": language, "text": post["text"], "parts": post["parts"]},
        "deliveries": run.get("deliveries"),
        "error": run.get("error"),
        "duration_ms": duration_ms,
    }


def run_table(run: Json) -> Table:
    table = Table(title=f"{run['instrument']} {run['timeframe']} · {run['status']}", caption=run["id"])
    for column in ("Step", "Status", "Facts", "Warnings"):
        table.add_column(column)
    for step in run["steps"]:
        facts, warnings = len(step.get("facts") or []), ", ".join(step.get("warnings") or [])
        table.add_row(step["name"], _MARK.get(step["status"], step["status"]), str(facts), warnings)
    return table
