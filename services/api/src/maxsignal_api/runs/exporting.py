"""Runs as a table for other programs; no cell of it is a formula, whoever wrote its words; pure."""

import csv
import io
from collections.abc import Iterable

from maxsignal_api.runs.schemas import RunSummary

COLUMNS = (
    "run_id",
    "analysis",
    "instrument",
    "timeframe",
    "trigger",
    "status",
    "as_of",
    "steps_done",
    "steps_total",
    "error_code",
    "created_at",
    "finished_at",
)
# What makes a spreadsheet compute a cell; an apostrophe makes it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def header() -> str:
    return _lines([COLUMNS])


def lines(runs: Iterable[RunSummary]) -> str:
    return _lines(_cells(run) for run in runs)


def _cells(run: RunSummary) -> list[str]:
    told = run.model_dump(mode="json") | {"error_code": run.error.code if run.error else None}
    return [_safe(str(told[name] if told[name] is not None else "")) for name in COLUMNS]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _lines(rows: Iterable[Iterable[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
