"""The life of a service process: connect, consume, answer probes, stop in order."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import nats.errors
import structlog
import uvloop
from nats.aio.client import Client
from prometheus_client import CollectorRegistry

from maxsignal_common.bus.broker import Bus
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import Clock, SystemClock
from maxsignal_common.errors import OutageError
from maxsignal_common.logs import configure_logs
from maxsignal_common.service.health import Check, Degraded, health_app, http_server, nothing_degraded
from maxsignal_common.service.watchdog import (
    CONSUMER_SILENT_S,
    LoopWatch,
    end_process,
    keep_ticking,
    watch_consumers,
)
from maxsignal_common.settings import Settings
from maxsignal_common.wrong_settings import WrongSettingsError, read_settings

log = structlog.get_logger(__name__)


@dataclass
class Runtime:
    """What a service's `serve` wires its handlers into."""

    name: str
    settings: Settings
    clock: Clock
    registry: CollectorRegistry
    bus: Bus
    stack: AsyncExitStack
    checks: dict[str, Check] = field(default_factory=dict)
    degraded: Degraded = nothing_degraded
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def background(self, work: Coroutine[None, None, None]) -> None:
        """Run a loop beside the consumers; if it ever ends by itself, the process ends."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._on_background_done)
        self._tasks.append(task)

    def _on_background_done(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or self.stopping.is_set():
            return
        log.critical("background_task_ended", error=repr(task.exception()), exc_info=task.exception())
        end_process("background_task_ended")

    async def connect_bus(self) -> JetStreamPublisher:
        """Connect, so that handlers can be built around the publisher before anything is consumed."""
        publisher = await self.bus.connect()
        self.checks["nats"] = _nats_check(publisher.client, self.bus)
        return publisher

    async def start_bus(self) -> JetStreamPublisher:
        """Begin consuming what was subscribed; from now on the watchdogs look on."""
        publisher = await self.connect_bus()
        await self.bus.start()
        self.stack.push_async_callback(self.bus.stop)
        client = publisher.client
        self.background(keep_ticking(LoopWatch(), client, self.settings.heartbeat_file, self.clock))
        self.background(watch_consumers(client, self.bus.consumers, self.bus.activity, self.clock))
        return publisher

    async def until_stopped(self) -> None:
        """Serve the probes until SIGTERM or SIGINT, then return so that the stack unwinds."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        # What was imported lives as long as the process: the collector need not look at it again.
        gc.freeze()
        app = health_app(self.name, self.checks, self.registry, self.degraded)
        server = http_server(app, self.settings.health_host, self.settings.health_port)
        serving = asyncio.create_task(server.serve())
        log.info("service_started")
        await self.stopping.wait()
        log.info("service_stopping")
        for task in self._tasks:
            task.cancel()
        await self.stack.aclose()
        server.should_exit = True
        await serving
        log.info("service_stopped")


def _nats_check(client: Client, bus: Bus) -> Check:
    js = client.jetstream()

    async def check() -> None:
        if not client.is_connected:
            raise OutageError("nats_disconnected", "no connection to NATS")
        for consumer in bus.consumers:
            try:
                info = await js.consumer_info(consumer.stream, consumer.name)
            except nats.errors.Error as error:
                raise OutageError("consumer_missing", f"{consumer.name}: {error!r}") from error
            if info.num_pending and bus.activity.idle_seconds(consumer.name) > CONSUMER_SILENT_S:
                raise OutageError("consumer_silent", f"{consumer.name} leaves {info.num_pending} waiting")

    return check


@asynccontextmanager
async def service_runtime(
    name: str, settings: Settings, clock: Clock | None = None
) -> AsyncIterator[Runtime]:
    """Everything a service needs before it knows its handlers."""
    clock = clock or SystemClock()
    registry = CollectorRegistry()
    stopping = asyncio.Event()

    async def on_closed() -> None:
        # A closed connection makes FastStream's pull loop spin at full speed: leave instead.
        if not stopping.is_set():
            end_process("nats_connection_closed")

    bus = Bus(
        settings.nats_url.get_secret_value(),
        name,
        clock=clock,
        registry=registry,
        graceful_timeout_s=settings.graceful_timeout_s,
        on_closed=on_closed,
    )
    async with AsyncExitStack() as stack:
        yield Runtime(name, settings, clock, registry, bus, stack, stopping=stopping)


def start[S: Settings](name: str, of: type[S], serve: Callable[[S], Awaitable[None]]) -> None:
    """Entry point of `python -m maxsignal_<name>`; with wrong settings one line each and exit code 2."""
    try:
        settings = read_settings(of)
    except WrongSettingsError as error:
        sys.stderr.write(f"{error.detail}\n")
        sys.exit(2)
    configure_logs(name, settings.log_level)

    async def main() -> None:
        await serve(settings)

    uvloop.run(main())
