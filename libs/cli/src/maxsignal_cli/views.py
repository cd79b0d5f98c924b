"""How a run is shown: the result object of `up --once --json`, and a table for terminals."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.box import SIMPLE
from rich.markup import escape
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


def letters_table(letters: Sequence[Json]) -> Table:
    """One line a letter, 80 columns wide at most; `dlq show` has the rest."""
    table = Table(box=SIMPLE, pad_edge=False)
    for column, width in (("Id", 7), ("At (UTC)", 11), ("Consumer", 13), ("Code", 17), ("Detail", 14)):
        table.add_column(column, no_wrap=True, overflow="ellipsis", width=width)
    for letter in letters:
        at = datetime.fromisoformat(letter["created_at"]).astimezone(UTC)
        words = (letter[key] for key in ("consumer", "code", "detail"))
        table.add_row(
            str(letter["id"]), f"{at:%m-%d %H:%M}", *(escape(" ".join(str(w).split())) for w in words)
        )
    return table


def run_table(run: Json) -> Table:
    caption = "\n".join([run["run_id"], *candles_lines(run.get("candles"))])
    table = Table(title=f"{run['instrument']} {run['timeframe']} · {run['status']}", caption=escape(caption))
    for column in ("Step", "Status", "Facts", "Remarks"):
        table.add_column(column)
    for step in run["steps"]:
        error, output = step.get("error") or {}, step.get("output") or {}
        remarks = error.get("detail") or ", ".join(output.get("warnings") or [])
        table.add_row(
            step["name"], _MARK.get(step["status"], step["status"]), str(len(facts_of(step))), remarks
        )
    return table


def candles_lines(origin: Json | None) -> list[str]:
    """Which candles a run used, from where, and what they lack; nothing while there are none."""
    if origin is None:
        return []
    first, close = (datetime.fromtimestamp(origin[key] / 1000, UTC) for key in ("first_ms", "close_ms"))
    source = origin["source"]
    if origin["fallback_for"]:
        source += f" instead of {origin['fallback_for']}"
    missing = sum(gap["bars"] for gap in origin["gaps"])
    return [
        f"{origin['bars']} candles of {source}",
        f"{first:%Y-%m-%d %H:%M} to {close:%Y-%m-%d %H:%M} UTC",
        f"missing: {missing}{', degraded' if origin['degraded'] else ''}",
    ]
