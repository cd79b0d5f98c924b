"""What a database as it was before the newest schema becomes: nothing an operator set is lost."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, text

from maxsignal_common.store import analyses, migrate
from maxsignal_common.store.database import Database

BEFORE = {
    "analysis": "daystart",
    "version": 1,
    "steps": [
        {"method": one, "model": None, "prompt": None} for one in ("wyckoff", "smc", "vsa", "delta", "ict")
    ],
    "languages": ["ru", "en"],
    "candles": 300,
    "time_zone": "Europe/Moscow",
    "auto_publish": True,
    "budget_usd": None,
}

SCHEDULE = """
    INSERT INTO schedules
        (id, name, instrument, timeframe, cron, time_zone, misfire, config, enabled, checked_until)
    VALUES (:id, :name, 'IBM', :timeframe, '0 9 * * *', 'UTC', 'last', CAST(:config AS jsonb), true, now())
"""
IBM = """
    INSERT INTO instruments VALUES ('IBM', 'IBM', 'replay', 'NYSE', 'USD', 0.01, 'UTC', true)
    ON CONFLICT DO NOTHING
"""


class Case(NamedTuple):
    """What a schedule's own configuration said, and the analysis that does the same."""

    change: Mapping[str, Any]
    timeframe: str
    name: str
    kept: Mapping[str, Any] = {}


CASES = [
    Case({}, "D1", "daystart"),
    Case({"context": []}, "D1", "daystart"),
    Case({"context": []}, "H1", "daystart-{hash}", {"context": []}),
    Case({"analysis": "test-1"}, "D1", "test-1"),
    Case({"candles": 500}, "D1", "daystart-{hash}", {"candles": 500}),
    Case({"candles": 50}, "D1", "daystart-{hash}", {"candles": 100}),
    Case({"analysis": "mine", "languages": ["en"]}, "D1", "mine", {"languages": ["en"]}),
    Case({"analysis": "Mein Tag", "auto_publish": False}, "D1", "daystart-{hash}", {"auto_publish": False}),
    Case({"analysis": "intraday-smc", "candles": 400}, "H1", "intraday-smc-{hash}", {"candles": 400}),
]


@pytest.fixture(scope="session")
def database_template() -> None:
    """Empty: these tests make every schema themselves."""


async def upgrade(owner: Database, revision: str) -> None:
    def run(connection: Connection) -> None:
        command.upgrade(migrate._config(connection), revision)

    async with owner.engine.begin() as connection:
        await connection.run_sync(run)


async def schedule_of_before(owner: Database, config: Mapping[str, Any], timeframe: str = "D1") -> UUID:
    await upgrade(owner, "0003")
    schedule = uuid4()
    values = {"id": schedule, "name": str(schedule), "timeframe": timeframe, "config": json.dumps(config)}
    async with owner.begin() as connection:
        await connection.execute(text(IBM))
        await connection.execute(text(SCHEDULE), values)
    return schedule


async def analysis_of(owner: Database, schedule: UUID) -> tuple[str, bool]:
    query = text("SELECT analysis, enabled FROM schedules WHERE id = :id")
    async with owner.begin() as connection:
        row = (await connection.execute(query, {"id": schedule})).one()
    return row.analysis, row.enabled


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.timeframe} {case.change}")
async def test_schedule_goes_on_with_what_it_did(owner: Database, database_url: str, case: Case) -> None:
    schedule = await schedule_of_before(owner, {**BEFORE, **case.change}, case.timeframe)
    await migrate.apply(database_url)
    name, enabled = await analysis_of(owner, schedule)
    async with owner.begin() as connection:
        analysis = await analyses.find_analysis(connection, name)
    assert analysis
    assert (name, enabled) == (case.name.format(hash=analysis.config.sha256()[:8]), True)
    told = analysis.config.model_dump(mode="json")
    assert {key: told[key] for key in case.kept} == case.kept


async def test_schedule_that_never_ran_is_switched_off(owner: Database, database_url: str) -> None:
    schedule = await schedule_of_before(owner, {"steps": 1})
    await migrate.apply(database_url)
    assert await analysis_of(owner, schedule) == ("daystart", False)


async def test_schedules_of_one_name_keep_their_differences(owner: Database, database_url: str) -> None:
    told = {**BEFORE, "analysis": "mine"}
    schedules = [await schedule_of_before(owner, {**told, "candles": count}) for count in (200, 200, 400)]
    await migrate.apply(database_url)
    names = [(await analysis_of(owner, schedule))[0] for schedule in schedules]
    assert names[0] == names[1] != names[2]
    assert "mine" in names


async def test_keys_of_runs_still_name_their_run(owner: Database, database_url: str) -> None:
    await upgrade(owner, "0003")
    async with owner.begin() as connection:
        key = "INSERT INTO idempotency_keys VALUES ('local', 'k', '', :run)"
        await connection.execute(text(key), {"run": UUID(int=7)})
    await migrate.apply(database_url)
    async with owner.begin() as connection:
        made = await connection.execute(text("SELECT made FROM idempotency_keys"))
    assert made.scalar_one() == str(UUID(int=7))
