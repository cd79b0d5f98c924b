"""Schedulers on a real PostgreSQL: a tick is one run, whoever races, dies or comes late."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.analysis import AnalysisSpec
from maxsignal_common.clock import SystemClock
from maxsignal_common.events import RunRequested
from maxsignal_common.shipped import DAYSTART
from maxsignal_common.store import analyses
from maxsignal_common.store.database import Database, connect
from maxsignal_scheduler.handlers import Handlers
from maxsignal_scheduler.metrics import TickMetrics
from tests.fixtures.waiting import until
from tests.integration.scheduler.conftest import StartScheduler


async def rows(database: Database, sql: str, **values: object) -> list[Mapping[str, object]]:
    async with database.begin() as connection:
        result = await connection.execute(text(sql), values)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []


async def count(database: Database, what: str) -> int:
    return int(str((await rows(database, f"SELECT count(*) AS n FROM {what}"))[0]["n"]))  # noqa: S608 - our own names


async def missed(database: Database, ticks: int, *, misfire: str = "all") -> None:
    """Make the schedule a daily one, half a day away from now, that has missed this many ticks."""
    await rows(
        database,
        """UPDATE schedules SET time_zone = 'UTC', misfire = :misfire,
               cron = format('0 %s * * *', (extract(hour FROM now())::int + 12) % 24),
               checked_until = now() - make_interval(days => :ticks)""",
        misfire=misfire,
        ticks=ticks,
    )


async def until_caught_up(database: Database) -> None:
    async def caught_up() -> bool:
        return not await count(database, "schedules WHERE checked_until < now() - interval '13 hours'")

    await until(caught_up)


@pytest.fixture
async def handlers(database_url: str) -> AsyncIterator[Handlers]:
    database = connect(database_url, role="maxsignal_scheduler")
    yield Handlers(database, TickMetrics(CollectorRegistry()))
    await database.close()


class TestOneLook:
    async def test_due_tick_becomes_a_run_of_that_moment(self, handlers: Handlers, owner: Database) -> None:
        await missed(owner, 1)
        await handlers.on_poll()
        (run,) = await rows(owner, "SELECT * FROM runs")
        (tick,) = await rows(owner, "SELECT * FROM schedule_ticks")
        assert run["id"] == tick["run_id"]
        assert run["as_of"] == tick["fire_at"]
        assert (run["trigger"], run["status"]) == ("scheduled", "queued")
        assert await count(owner, f"outbox WHERE run_id = '{run['id']}'") == 1

    async def test_closed_market_uses_up_the_tick_without_a_run(
        self, handlers: Handlers, owner: Database
    ) -> None:
        await missed(owner, 1)
        await rows(owner, "UPDATE schedules SET trading_days_only = true")
        known = """INSERT INTO trading_days SELECT exchange, now()::date + days FROM instruments
                   CROSS JOIN unnest(ARRAY[-9, 9]) AS days WHERE id = 'IBM'"""
        await rows(owner, known)
        await handlers.on_poll()
        (tick,) = await rows(owner, "SELECT run_id FROM schedule_ticks")
        assert tick["run_id"] is None

    async def test_market_that_nothing_is_known_of_may_trade(
        self, handlers: Handlers, owner: Database
    ) -> None:
        await missed(owner, 1)
        await rows(owner, "UPDATE schedules SET trading_days_only = true")
        await handlers.on_poll()
        assert await count(owner, "runs") == 1

    async def test_second_look_finds_nothing(self, handlers: Handlers, owner: Database) -> None:
        await missed(owner, 5)
        await handlers.on_poll()
        fired = await count(owner, "runs")
        await rows(owner, "UPDATE schedules SET checked_until = checked_until - interval '3 days'")
        await handlers.on_poll()
        assert await count(owner, "runs") == fired

    async def test_disabled_instrument_is_not_run(self, handlers: Handlers, owner: Database) -> None:
        await missed(owner, 1)
        await rows(owner, "UPDATE instruments SET enabled = false")
        await handlers.on_poll()
        assert await count(owner, "schedule_ticks WHERE run_id IS NULL") == 1
        assert await count(owner, "runs") == 0

    @pytest.mark.parametrize(
        ("change", "outcome"),
        [
            ("analyses SET archived = true", "analysis_archived"),
            ("schedules SET analysis = 'weekly-overview', timeframe = 'H4'", "timeframe_not_offered"),
            ("schedules SET timeframe = 'H1'", "unsupported_timeframe"),
            ("analysis_versions SET config = '[]'", "analysis_unreadable"),
        ],
    )
    async def test_run_that_could_only_fail_is_not_asked_for(
        self, handlers: Handlers, owner: Database, change: str, outcome: str
    ) -> None:
        await missed(owner, 1)
        await rows(owner, f"UPDATE {change}")
        await handlers.on_poll()
        assert await count(owner, "schedule_ticks WHERE run_id IS NULL") == 1
        assert await count(owner, "runs") == 0
        assert handlers.metrics._ticks.labels(outcome)._value.get() == 1

    async def test_run_takes_the_version_that_is_active(self, handlers: Handlers, owner: Database) -> None:
        await missed(owner, 1)
        async with owner.begin() as connection:
            document = DAYSTART.model_copy(update={"config": AnalysisSpec(candles=200)})
            version, _ = await analyses.add_version(connection, document, author="local", note="")
            await analyses.activate(connection, "daystart", version, by="local", at=SystemClock().now())
        await handlers.on_poll()
        (event,) = await rows(owner, "SELECT body FROM events")
        config = RunRequested.model_validate_json(str(event["body"])).config
        assert (config.analysis, config.version, config.candles) == ("daystart", 2, 200)

    @pytest.mark.parametrize("broken", ["cron = 'never'", "time_zone = 'Mars/Base'", "timeframe = 'D9'"])
    async def test_broken_schedule_holds_up_no_other(
        self, handlers: Handlers, owner: Database, broken: str
    ) -> None:
        await missed(owner, 1)
        await rows(
            owner,
            """INSERT INTO schedules SELECT gen_random_uuid(), 'broken', instrument, timeframe, cron,
                   time_zone, misfire, enabled, checked_until, now(), analysis FROM schedules""",
        )
        await rows(owner, f"UPDATE schedules SET {broken} WHERE name = 'broken'")  # noqa: S608 - our own values
        await handlers.on_poll()
        assert await count(owner, "runs") == 1

    async def test_tick_and_run_are_written_together(self, handlers: Handlers, owner: Database) -> None:
        await missed(owner, 1)
        await rows(owner, "ALTER TABLE outbox ADD CONSTRAINT refuse CHECK (key = '')")
        with pytest.raises(DBAPIError):
            await handlers.on_poll()
        assert await count(owner, "schedule_ticks") == await count(owner, "runs") == 0
        await rows(owner, "ALTER TABLE outbox DROP CONSTRAINT refuse")
        await handlers.on_poll()
        assert await count(owner, "schedule_ticks") == await count(owner, "runs") == 1


class TestProcesses:
    async def test_three_schedulers_fire_each_tick_once(
        self, start_scheduler: StartScheduler, owner: Database
    ) -> None:
        await missed(owner, 120)
        for _ in range(3):
            start_scheduler()
        await until_caught_up(owner)
        ticks = await rows(owner, "SELECT fire_at, run_id FROM schedule_ticks")
        assert len(ticks) == await count(owner, "runs") == await count(owner, "outbox")
        assert len({tick["run_id"] for tick in ticks}) == len(ticks) == 120

    @pytest.mark.parametrize(("misfire", "runs"), [("skip", 0), ("last", 1), ("all", 40)])
    async def test_killed_scheduler_catches_up_by_policy(
        self, start_scheduler: StartScheduler, owner: Database, misfire: str, runs: int
    ) -> None:
        await missed(owner, 1, misfire="skip")
        process = start_scheduler()
        await until_caught_up(owner)
        process.kill()
        await missed(owner, 40, misfire=misfire)
        start_scheduler()
        await until_caught_up(owner)
        assert await count(owner, "runs") == runs

    async def test_stops_at_once_and_cleanly(self, start_scheduler: StartScheduler, owner: Database) -> None:
        await missed(owner, 1)
        process = start_scheduler()
        await until_caught_up(owner)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 10) == 0

    async def test_restarted_database_is_waited_for(
        self, start_scheduler: StartScheduler, owner: Database, postgres_server: PostgresServer
    ) -> None:
        await missed(owner, 1)
        process = start_scheduler()
        await until_caught_up(owner)
        await owner.engine.dispose()
        postgres_server.kill()
        postgres_server.start()
        await missed(owner, 10)
        await until_caught_up(owner)
        assert process.poll() is None
