"""An installation that has worked for months, for `maxsignal bench api`: many runs, the newest ones whole.

Older runs are their rows alone: what lists read. The newest have the events of a real post, made by the same
functions as live from the recorded candles, and deliveries.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from maxsignal_analyzer.domain import analyse
from maxsignal_common.analysis import AnalysisConfig, StepConfig
from maxsignal_common.catalogue import IBM
from maxsignal_common.events import (
    PICTURED_CANDLES,
    CandlesReady,
    Event,
    PostPublished,
    RunRequested,
    StepCompleted,
    StepsJoined,
    Trigger,
)
from maxsignal_common.facts import Method
from maxsignal_common.ids import delivery_id, event_id, post_id, scheduled_run_id
from maxsignal_common.market import CandleSeries, Timeframe, epoch_ms
from maxsignal_common.origin import CandleOrigin
from maxsignal_common.store.chain import GENESIS, link
from maxsignal_common.store.record import joined_step
from maxsignal_merger.domain import merge

CANDLES = 300
# Runs with everything in them, and how many chats got the post of each.
WHOLE = 300
CHATS = 20
EVERY = timedelta(seconds=40)
ANALYSES = ("daystart", "midday", "evening", "weekly", "night")
# Most runs are of few instruments, of the last one there are twenty in a hundred thousand.
INSTRUMENTS = {**{f"SYM{n}": 6000 - 90 * n for n in range(60)}, "RARE": 40}
FAILURE = ("no_candles", "the venue told nothing for this moment")
STATUSES = {"published": 90, "merged": 5, "failed": 5}
RUN = (
    "id", "analysis", "instrument", "timeframe", "trigger", "status", "as_of", "steps", "steps_done",
    "deadline", "error_code", "error_detail", "finished_at", "created_at", "updated_at", "head_seq",
    "head_hash",
)  # fmt: skip
EVENT = ("id", "run_id", "run_seq", "type", "body", "occurred_at", "hash")
STEP = ("run_id", "method", "status", "event_id")
PART = ("post_id", "language", "part", "text", "entities")
DELIVERY = ("id", "run_id", "post_id", "chat_id", "language", "part", "state")

type Row = tuple[Any, ...]


class Begun(NamedTuple):
    run_id: UUID
    at: datetime


async def fill(database_url: str, count: int, now: datetime) -> list[Begun]:
    """The runs that are there then, newest first; the first WHOLE of them are whole."""
    runs = [_begun(now - number * EVERY) for number in range(count)]
    told = story(now)
    chains = {one.run_id: list(chain(told, one)) for one in runs[:WHOLE]}
    connection = await asyncpg.connect(database_url)
    try:
        await _copy(connection, "runs", RUN, run_rows(runs, chains))
        await _copy(connection, "events", EVENT, [row for rows in chains.values() for row in rows])
        await _copy(connection, "run_steps", STEP, [row for run in chains for row in step_rows(told, run)])
        await _deliver(connection, list(chains))
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return runs


def _begun(at: datetime) -> Begun:
    return Begun(scheduled_run_id("bench", "", "", at), at)


def run_rows(runs: Sequence[Begun], chains: Mapping[UUID, Sequence[Row]]) -> Iterator[Row]:
    draw = Random(1)  # noqa: S311 - figures, no secrets
    instruments = draw.choices([*INSTRUMENTS], [*INSTRUMENTS.values()], k=len(runs))
    statuses = draw.choices([*STATUSES], [*STATUSES.values()], k=len(runs))
    steps = ["candles", *Method]
    for (run, at), instrument, status in zip(runs, instruments, statuses, strict=True):
        events = chains.get(run, ())
        asked = (draw.choice(ANALYSES), instrument, draw.choice([*Timeframe]), draw.choice([*Trigger]))
        failure = (
            ("no_candles", "the venue told nothing for this moment") if status == "failed" else (None, None)
        )
        times = (at + timedelta(seconds=3), at, at + timedelta(seconds=3))
        head = (len(events), events[-1][-1]) if events else (0, GENESIS)
        yield (run, *asked, status, at, steps, len(steps), at, *failure, *times, *head)


def story(now: datetime) -> list[Event]:
    """The events of one run from its request to its deliveries."""
    run = _begun(now).run_id
    config = AnalysisConfig(steps=tuple(StepConfig(method=method) for method in Method))
    about: dict[str, Any] = {"run_id": run, "instrument": IBM, "timeframe": Timeframe.D1, "as_of": now}
    candles = recorded()
    origin = CandleOrigin(
        source="replay",
        sha256=candles.sha256(),
        bars=len(candles),
        first_ms=candles.ts_ms[0],
        last_ms=candles.ts_ms[-1],
        close_ms=candles.ts_ms[-1] + 86_400_000,
    )
    ready = CandlesReady(**about, origin=origin, candles=candles, config=config)
    steps = [analyse(ready, method) for method in Method]
    completed = tuple(step for step in steps if isinstance(step, StepCompleted))
    joined = StepsJoined(
        **about, origin=origin, config=config, completed=completed, bars=candles.last(PICTURED_CANDLES)
    )
    published = PostPublished(run_id=run, sent=CHATS, failed=0, blocked=0, unknown=0)
    asked = RunRequested(**about, trigger=Trigger.MANUAL, config=config)
    return [asked, ready, *steps, merge(joined).event, published]


def recorded() -> CandleSeries:
    lines = (files("maxsignal_ingest") / "recorded" / "IBM.csv").read_text("utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines[-CANDLES:]]
    times = tuple(epoch_ms(datetime.fromisoformat(row[0]).replace(tzinfo=UTC)) for row in rows)
    o, h, low, c, volume = (tuple(float(row[column]) for row in rows) for column in range(1, 6))
    return CandleSeries(timeframe=Timeframe.D1, ts_ms=times, open=o, high=h, low=low, close=c, volume=volume)


def chain(told: Sequence[Event], begun: Begun) -> Iterator[Row]:
    """The same events, told of this run."""
    head = GENESIS
    for number, event in enumerate(told, start=1):
        body = event.model_dump_json().replace(str(event.run_id), str(begun.run_id))
        own_id = event_id(begun.run_id, event.step(), 1, event.type())
        head = link(head, own_id, event.type(), body)
        yield own_id, begun.run_id, number, event.type(), body, begun.at, head


def step_rows(told: Sequence[Event], run: UUID) -> Iterator[Row]:
    for event in told:
        step, status = joined_step(event)
        if step:
            yield run, step, status, event_id(run, event.step(), 1, event.type())


async def _deliver(connection: asyncpg.Connection, runs: Sequence[UUID]) -> None:
    chats = range(1, CHATS + 1)
    posts = [(run, post_id(run)) for run in runs]
    parts = [(post, "en", 1, "a post", "[]") for _, post in posts]
    sent = [
        (delivery_id(post, 1, chat), run, post, chat, "en", 1, "sent")
        for run, post in posts
        for chat in chats
    ]
    await _copy(connection, "subscribers", ("chat_id", "language"), [(chat, "en") for chat in chats])
    await _copy(connection, "post_parts", PART, parts)
    await _copy(connection, "deliveries", DELIVERY, sent)


async def _copy(
    connection: asyncpg.Connection, table: str, columns: Sequence[str], rows: Iterator[Row] | Sequence[Row]
) -> None:
    await connection.copy_records_to_table(table, columns=columns, records=rows)
