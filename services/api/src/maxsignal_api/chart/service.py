"""Reads what a run's chart is drawn from."""

from uuid import UUID

from maxsignal_api.chart import views
from maxsignal_api.chart.schemas import Chart
from maxsignal_api.problems import ProblemError
from maxsignal_api.runs.views import read_event
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import one_snapshot, run_events, run_row


async def get_chart(database: Database, run_id: UUID) -> Chart:
    async with database.begin() as connection:
        await one_snapshot(connection)
        if await run_row(connection, run_id) is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        rows = await run_events(connection, run_id)
    # Of a step that was told twice only the one that was joined counts.
    found = [event for row in rows if row["method"] and (event := read_event(row))]
    ready = next((event for event in found if isinstance(event, CandlesReady)), None)
    if ready is None:
        raise ProblemError(409, "no_candles", "the run has no candles yet")
    return views.chart(ready, [event for event in found if isinstance(event, StepCompleted)])
