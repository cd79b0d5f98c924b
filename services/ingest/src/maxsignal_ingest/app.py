"""Wiring of ingest."""

from maxsignal_common.bus.topology import INGEST
from maxsignal_common.service.runtime import service_runtime
from maxsignal_ingest.handlers import Handlers
from maxsignal_ingest.settings import IngestSettings
from maxsignal_ingest.sources.routing import SourceOptions, Sources


async def serve(settings: IngestSettings) -> None:
    async with service_runtime("ingest", settings) as runtime:
        options = SourceOptions(ccxt=settings.ingest_ccxt, yahoo_url=settings.ingest_yahoo_url)
        sources = Sources(runtime.clock, options)
        runtime.stack.push_async_callback(sources.aclose)
        publisher = await runtime.connect_bus()
        handlers = Handlers(sources, publisher, runtime.clock)
        runtime.bus.subscribe(
            INGEST,
            handlers.on_run_requested,
            workers=settings.ingest_workers,
            on_dead_letter=handlers.on_dead_letter,
        )
        await runtime.start_bus()
        await runtime.until_stopped()
