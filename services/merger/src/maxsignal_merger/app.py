"""Wiring of the merger."""

from maxsignal_common.bus.topology import MERGER
from maxsignal_common.service.runtime import service_runtime
from maxsignal_merger.handlers import Handlers
from maxsignal_merger.settings import MergerSettings


async def serve(settings: MergerSettings) -> None:
    async with service_runtime("merger", settings) as runtime:
        publisher = await runtime.connect_bus()
        handlers = Handlers(publisher)
        runtime.bus.subscribe(
            MERGER,
            handlers.on_steps_joined,
            workers=settings.merger_workers,
            on_dead_letter=handlers.on_dead_letter,
        )
        await runtime.start_bus()
        await runtime.until_stopped()
