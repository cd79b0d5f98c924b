"""A published plan on the fake exchange's hourly candles, and watchers that look at it.

Entry 100.50-101, stop 99, targets 109.50 and 110. The first candle confirms it, the second reaches the first
target, the fourth the last one.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import text

from maxsignal_common.catalogue import BTC
from maxsignal_common.events import PlanProgressed, PostMerged
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_common.plan import Confirmation, Leg, Plan, Target, Zone
from maxsignal_common.store.database import Database
from maxsignal_ingest.market import Market
from maxsignal_ingest.metrics import IngestMetrics
from maxsignal_ingest.watching import Habit, PlanWatch
from tests.fixtures import samples
from tests.integration.ingest.world import HOUR, NOW, World

PRICES = {"top": "101", "bottom": "100.5", "stop": "99", "one": "109.5", "two": "110"}
LAST = NOW.replace(minute=0, second=0) - HOUR
STORY = ["confirmed", "target 1", "target 2"]
GRACE = timedelta(0)


def plan(valid_bars: int = 10, **prices: str) -> Plan:
    leg = Leg(
        side="long",
        entry_type="limit",
        entry_zone=Zone(top="top", bottom="bottom"),
        stop="stop",
        targets=(Target(level="one", share=Decimal("0.5")), Target(level="two", share=Decimal("0.5"))),
        confirmation=Confirmation(level="top", timeframes=("M15", "H1")),
        valid_bars=valid_bars,
        reward_risk=Decimal(1),
    )
    levels = {id_: Decimal(price) for id_, price in (PRICES | prices).items()}
    return Plan(bias="long", key_zone=leg.entry_zone, scenarios=(), legs=(leg,), levels=levels)


def merged(number: int = 0, of: Plan | None = None) -> PostMerged:
    told = {
        "instrument": BTC,
        "timeframe": Timeframe.H1,
        "as_of": NOW,
        "plan": of or plan(),
        "last_ms": epoch_ms(LAST),
    }
    return samples.merged(samples.requested(number)).model_copy(update=told)


def watcher(database: Database, market: Market, world: World) -> PlanWatch:
    return PlanWatch(database, market, IngestMetrics(CollectorRegistry()), world.clock, Habit(0.01, GRACE))


async def due(owner: Database) -> None:
    """The time of the next look has come, by the database's clock."""
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE plan_watches SET look_at = now() - interval '1 second'"))


async def looked(watch: PlanWatch, owner: Database) -> None:
    await due(owner)
    while await watch.look_once():
        pass


async def told(owner: Database) -> list[PlanProgressed]:
    """What stands in the outbox, in its order."""
    async with owner.begin() as connection:
        rows = await connection.execute(text("SELECT body FROM outbox WHERE type = :type ORDER BY id"), TYPE)
        return [PlanProgressed.model_validate_json(body) for (body,) in rows]


TYPE = {"type": PlanProgressed.type()}


async def story(owner: Database) -> list[str]:
    return [f"{one.kind} {one.number or ''}".strip() for one in await told(owner)]


async def row(owner: Database) -> dict[str, Any]:
    async with owner.begin() as connection:
        found = await connection.execute(text("SELECT * FROM plan_watches"))
        return dict(found.mappings().one())
