"""Wiring of the merger."""

from maxsignal_common.bus.topology import MERGER, REPLAYS
from maxsignal_common.prompting import PromptStep
from maxsignal_common.service.runtime import service_runtime
from maxsignal_common.store.database import connect
from maxsignal_llm.desk import Desk
from maxsignal_merger.gallery import Gallery
from maxsignal_merger.handlers import Handlers
from maxsignal_merger.settings import MergerSettings


async def serve(settings: MergerSettings) -> None:
    async with service_runtime("merger", settings) as runtime:
        database = connect(settings.database_url.get_secret_value(), role="maxsignal_merger")
        runtime.stack.push_async_callback(database.close)
        runtime.checks["database"] = database.ping
        publisher = await runtime.connect_bus()
        desk = Desk(settings, "maxsignal_merger", runtime.clock, runtime.registry)
        await runtime.stack.enter_async_context(desk)
        handlers = Handlers(publisher, Gallery(database, runtime.registry), desk)
        runtime.bus.subscribe(
            MERGER,
            handlers.on_steps_joined,
            workers=settings.merger_workers,
            on_dead_letter=handlers.on_dead_letter,
        )
        runtime.bus.subscribe(
            REPLAYS[PromptStep.MERGE], handlers.on_replay_step, on_dead_letter=handlers.on_dead_replay
        )
        await runtime.start_bus()
        await runtime.until_stopped()
