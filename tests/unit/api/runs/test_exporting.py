"""A table that no spreadsheet computes."""

import csv
import io
from datetime import UTC, datetime
from uuid import UUID

import pytest

from maxsignal_api.runs.exporting import COLUMNS, header, lines
from maxsignal_api.runs.schemas import Failure, RunStatus, RunSummary
from maxsignal_common.events import Trigger
from maxsignal_common.market import Timeframe

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def run(analysis: str) -> RunSummary:
    return RunSummary(
        run_id=UUID(int=7),
        analysis=analysis,
        instrument="IBM",
        timeframe=Timeframe.D1,
        trigger=Trigger.MANUAL,
        status=RunStatus.FAILED,
        as_of=AT,
        steps_total=6,
        steps_done=2,
        error=Failure(code="no_data", detail=""),
        created_at=AT,
        updated_at=AT,
        finished_at=None,
    )


def row(analysis: str) -> dict[str, str]:
    [found] = csv.DictReader(io.StringIO(header() + lines([run(analysis)])))
    return found


@pytest.mark.parametrize("words", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cell_that_would_be_computed_is_a_text(words: str) -> None:
    assert row(words)["analysis"] == f"'{words}"


def test_words_with_commas_and_quotes_come_back() -> None:
    assert row('day, "start"')["analysis"] == 'day, "start"'


def test_row_has_a_cell_for_every_column() -> None:
    found = row("daystart")
    assert tuple(found) == COLUMNS
    assert (found["error_code"], found["finished_at"]) == ("no_data", "")
