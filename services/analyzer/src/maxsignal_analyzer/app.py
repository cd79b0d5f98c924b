"""Wiring of one analyzer process: one method, a durable consumer of candles and one of replays."""

from maxsignal_analyzer.handlers import Handlers
from maxsignal_analyzer.settings import AnalyzerSettings
from maxsignal_common.bus.topology import ANALYZERS, REPLAYS
from maxsignal_common.facts import Method
from maxsignal_common.prompting import PromptStep
from maxsignal_common.service.runtime import service_runtime
from maxsignal_llm.desk import Desk
from maxsignal_methods import warm_up


async def serve(method: Method, settings: AnalyzerSettings) -> None:
    # before the probes are served: nobody is ready, or sent candles, while kernels are compiled or loaded
    warm_up()
    async with service_runtime(f"analyzer-{method}", settings) as runtime:
        publisher = await runtime.connect_bus()
        desk = Desk(settings, "maxsignal_analyzer", runtime.clock, runtime.registry)
        await runtime.stack.enter_async_context(desk)
        handlers = Handlers(method, publisher, runtime.clock, desk)
        runtime.bus.subscribe(
            ANALYZERS[method],
            handlers.on_candles_ready,
            workers=settings.analyzer_workers,
            on_dead_letter=handlers.on_dead_letter,
        )
        runtime.bus.subscribe(
            REPLAYS[PromptStep.of(method)], handlers.on_replay_step, on_dead_letter=handlers.on_dead_replay
        )
        await runtime.start_bus()
        await runtime.until_stopped()
