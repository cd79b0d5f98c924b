"""Asks for runs and reads them; every decision about a request is made here, inside one transaction."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.auth.limiting import RUNS, require_rate
from maxsignal_api.idempotency import fingerprint, made_before
from maxsignal_api.paging import decode_position, encode_position
from maxsignal_api.problems import ProblemError
from maxsignal_api.runs import exporting, views
from maxsignal_api.runs.schemas import RunDetail, RunList, RunRequest, RunSummary
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import RunRequested, Trigger
from maxsignal_common.ids import requested_run_id
from maxsignal_common.market import Timeframe
from maxsignal_common.requesting import FrozenRun, freeze
from maxsignal_common.store import audit, reads
from maxsignal_common.store.analyses import find_analysis
from maxsignal_common.store.cancelling import cancel_run
from maxsignal_common.store.chain import first_break
from maxsignal_common.store.commands import KeyUse
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.instruments import find_instrument
from maxsignal_common.store.prompts import known_versions
from maxsignal_common.store.revisions import newest_revisions
from maxsignal_common.store.runs import request_run
from maxsignal_common.store.users import Role

EXPORT_PAGE = 500
REFUSED_WITH = {
    "analysis_archived": 409,
    "instrument_disabled": 409,
    "timeframe_not_offered": 422,
    "unsupported_timeframe": 422,
    "unknown_prompt": 422,
    "analysis_unreadable": 500,
}


async def ask_for_run(database: Database, request: RunRequest, idempotency_key: str | None) -> UUID:
    """Open the run that is asked for; the same key with the same request is the same run."""
    async with database.begin() as connection:
        now = await database_now(connection)
        run_id = requested_run_id(actor().name, idempotency_key or str(uuid4()), now)
        made = await made_before(
            connection, idempotency_key, KeyUse(str(run_id), fingerprint("run", request))
        )
        if made:
            return UUID(made)
        frozen = await _frozen(connection, request, timeframe := _timeframe(request.timeframe))
        event = RunRequested(
            run_id=run_id,
            trigger=Trigger.MANUAL,
            instrument=frozen.instrument,
            timeframe=timeframe,
            as_of=_past(request.as_of or now, now),
            config=frozen.config,
        )
        if not actor().unlimited:
            await require_rate(connection, f"runs of {actor().name}", RUNS)
        await request_run(connection, event, at=now)
        about = {"analysis": request.analysis, "instrument": request.instrument, "timeframe": timeframe}
        await record(connection, "run.requested", str(run_id), after=about)
    return run_id


def _options(request: RunRequest) -> dict[str, Any]:
    """What differs from the analysis; only who may publish lets a run publish by itself."""
    changes = request.options.model_dump(exclude_none=True)
    if actor().role is Role.ADMIN:
        return changes
    if changes.get("auto_publish"):
        raise ProblemError(403, "role_insufficient", "only administrators let a run publish its post")
    return {**changes, "auto_publish": False}


async def _frozen(connection: AsyncConnection, request: RunRequest, timeframe: Timeframe) -> FrozenRun:
    """The analysis with what the request wants to be different; refused where it can never become a run."""
    instrument = await find_instrument(connection, request.instrument)
    if instrument is None:
        raise ProblemError(404, "unknown_instrument", "the catalogue has no such instrument")
    try:
        analysis = await find_analysis(connection, request.analysis)
        if analysis is None:
            raise ProblemError(404, "unknown_analysis", "there is no such analysis")
        prompts = await known_versions(connection)
        return freeze(analysis, instrument, timeframe, _options(request), prompts=prompts)
    except PermanentError as error:
        raise ProblemError(REFUSED_WITH[error.code], error.code, error.detail) from error


async def cancel(database: Database, run_id: UUID) -> RunSummary:
    async with database.begin() as connection:
        standing = await cancel_run(connection, run_id, at=await database_now(connection))
        if standing is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        await _require_own(connection, run_id)
        if not standing.cancelled:
            raise ProblemError(409, "run_ended", "the run has ended; there is nothing left to cancel")
        await record(connection, "run.cancelled", str(run_id), before={"status": standing.status})
        row = await reads.run_row(connection, run_id)
    return views.summary(row or {})


async def _require_own(connection: AsyncConnection, run_id: UUID) -> None:
    """Runs belong to nobody; the log of changes knows who asked for one."""
    if actor().role is Role.ADMIN:
        return
    if not await audit.did(connection, actor().name, "run.requested", str(run_id)):
        raise ProblemError(403, "not_your_run", "somebody else asked for this run")


async def list_runs(
    database: Database, wanted: reads.RunFilter, *, cursor: str | None, limit: int
) -> RunList:
    after = decode_position(cursor) if cursor else None
    async with database.reading() as connection:
        # One more than asked for tells whether there is a next page.
        rows = await reads.run_page(connection, wanted, after=after, limit=limit + 1)
    page, more = rows[:limit], rows[limit:]
    last = reads.RunPosition(page[-1]["created_at"], page[-1]["id"]) if more else None
    return RunList(
        items=[views.summary(row) for row in page], next_cursor=encode_position(last) if last else None
    )


async def export(database: Database, wanted: reads.RunFilter) -> AsyncIterator[str]:
    """The table page by page: no transaction waits for a slow reader. The first page is read before."""
    first = await list_runs(database, wanted, cursor=None, limit=EXPORT_PAGE)
    return _pages(database, wanted, first)


async def _pages(database: Database, wanted: reads.RunFilter, page: RunList) -> AsyncIterator[str]:
    yield exporting.header() + exporting.lines(page.items)
    while page.next_cursor:
        page = await list_runs(database, wanted, cursor=page.next_cursor, limit=EXPORT_PAGE)
        yield exporting.lines(page.items)


async def get_run(database: Database, run_id: UUID) -> RunDetail:
    async with database.begin() as connection:
        await reads.one_snapshot(connection)
        row = await reads.run_row(connection, run_id)
        if row is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        events = await reads.run_events(connection, run_id)
        deliveries = await reads.delivery_counts(connection, run_id)
        newest = await newest_revisions(connection, run_id)
    chain_ok = first_break(events, row["head_hash"]) is None
    return views.detail(row, events, deliveries, newest, chain_ok=chain_ok)


def _timeframe(name: str) -> Timeframe:
    try:
        return Timeframe(name)
    except ValueError:
        names = ", ".join(Timeframe)
        raise ProblemError(422, "unknown_timeframe", f"the timeframe is one of {names}") from None


def _past(as_of: datetime, now: datetime) -> datetime:
    if as_of > now:
        raise ProblemError(422, "as_of_in_future", "as_of lies in the future")
    return as_of
