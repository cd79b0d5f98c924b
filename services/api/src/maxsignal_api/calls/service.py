"""Reads a run's model calls."""

import json
from uuid import UUID

from maxsignal_api.calls.schemas import Call, CallDetail, CallList
from maxsignal_api.problems import ProblemError
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_reads import calls_of_run, find_call
from maxsignal_common.store.reads import run_row


async def list_calls(database: Database, run_id: UUID) -> CallList:
    async with database.begin() as connection:
        if await run_row(connection, run_id) is None:
            raise ProblemError(404, "unknown_run", "there is no such run")
        rows = await calls_of_run(connection, run_id)
    return CallList(items=[Call.model_validate(dict(row)) for row in rows])


async def get_call(database: Database, run_id: UUID, call_id: UUID) -> CallDetail:
    async with database.begin() as connection:
        row = await find_call(connection, run_id, call_id)
    if row is None:
        raise ProblemError(404, "unknown_call", "the run made no such call")
    request = json.loads(row["request"])
    asked = {name: request[name] for name in ("messages", "temperature", "max_tokens")}
    return CallDetail.model_validate({**row, **asked})
