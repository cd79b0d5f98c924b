"""Ends a process that no longer works: compose restarts what exits, never what is merely unhealthy.

Two watches: a thread over the event loop (a stuck loop cannot watch itself), and a task over the consumers
(messages wait, nobody is handling any).
"""

import asyncio
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import nats.errors
import structlog
from nats.aio.client import Client

from maxsignal_common.bus.activity import Activity
from maxsignal_common.bus.topology import Consumer
from maxsignal_common.clock import Clock

EXIT_STUCK = 70
LOOP_SILENT_S = 60.0
CONSUMER_SILENT_S = 60.0
TICK_S = 2.0
CONSUMER_CHECK_S = 15.0

log = structlog.get_logger(__name__)


def end_process(reason: str) -> NoReturn:
    """Leave at once: whatever is wrong, the loop can no longer be trusted to stop in order."""
    log.critical("process_ended_by_watchdog", reason=reason)
    os._exit(EXIT_STUCK)


class LoopWatch:
    """The loop calls `tick`; a daemon thread ends the process when ticks stop coming."""

    def __init__(self, silent_s: float = LOOP_SILENT_S) -> None:
        self._silent_s = silent_s
        self._ticked = threading.Event()
        threading.Thread(target=self._watch, name="loop-watch", daemon=True).start()

    def tick(self) -> None:
        self._ticked.set()

    def _watch(self) -> None:
        while self._ticked.wait(self._silent_s):
            self._ticked.clear()
            threading.Event().wait(TICK_S)
        end_process("event_loop_stuck")


async def keep_ticking(watch: LoopWatch, client: Client, heartbeat: Path | None, clock: Clock) -> None:
    """Prove every two seconds that the loop turns; touch the heartbeat file only while NATS is there."""
    while True:
        watch.tick()
        if heartbeat and client.is_connected:
            heartbeat.touch()  # noqa: ASYNC240 - one inode on tmpfs; a thread would cost more
        await clock.sleep(TICK_S)


async def watch_consumers(
    client: Client, consumers: list[Consumer], activity: Activity, clock: Clock
) -> None:
    """End the process when a consumer has waiting messages and nothing has been handled for a minute."""
    js = client.jetstream()
    while True:
        await clock.sleep(CONSUMER_CHECK_S)
        for consumer in consumers:
            with suppress(nats.errors.Error, asyncio.TimeoutError):  # an outage is readiness' business
                info = await js.consumer_info(consumer.stream, consumer.name)
                waiting = info.num_pending or 0
                if waiting and activity.idle_seconds(consumer.name) > CONSUMER_SILENT_S:
                    end_process(f"consumer_silent:{consumer.name}")
