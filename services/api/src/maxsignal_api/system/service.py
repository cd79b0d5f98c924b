"""Gathers how the installation feels; a part that is away is said to be away."""

from decimal import Decimal
from importlib.metadata import version

from maxsignal_api.health.service import readiness
from maxsignal_api.parts import Parts
from maxsignal_api.system.schemas import Queue, Spending, System
from maxsignal_common.bus.queues import queue_states
from maxsignal_common.errors import OutageError
from maxsignal_common.store import counts
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.llm_reads import spend_of


async def system(parts: Parts) -> System:
    checks = (await readiness(parts.checks)).problems
    queues = await _queues(parts)
    async with parts.database.begin() as connection:
        now = await database_now(connection)
        day = f"{now:%F}"
        spend = await spend_of(connection, f"day:{day}")
        spent, reserved = (spend.spent, spend.reserved) if spend else (Decimal(0), Decimal(0))
        return System(
            now=now,
            version=version("maxsignal-api"),
            migration=await counts.migration(connection),
            checks=checks,
            queues=queues,
            open_runs=await counts.open_runs(connection),
            outbox=await counts.unsent_events(connection),
            dead_letters=await counts.open_letters(connection),
            deliveries=await counts.deliveries_by_state(connection),
            spending=Spending(day=day, spent=spent, reserved=reserved, cap=spend and spend.cap),
        )


async def _queues(parts: Parts) -> list[Queue] | None:
    try:
        return [Queue(**state._asdict()) for state in await queue_states(parts.bus.ready().client)]
    except OutageError:
        return None
