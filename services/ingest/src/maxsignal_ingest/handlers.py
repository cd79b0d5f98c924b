"""What ingest does with a requested run: fetch its candles, publish them."""

import asyncio

from nats.aio.msg import Msg

from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.clock import Clock
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import RunFailed, RunRequested
from maxsignal_ingest.domain import candle_request, candles_ready
from maxsignal_ingest.sources.routing import Sources


class Handlers:
    def __init__(self, sources: Sources, publisher: Publisher, clock: Clock) -> None:
        self._sources = sources
        self._publisher = publisher
        self._clock = clock

    async def on_run_requested(self, event: RunRequested) -> None:
        request = candle_request(event, self._clock.now())
        source = await self._sources.get(event.instrument.source)
        fetched = await source.fetch(request)
        await self._publisher.publish(await asyncio.to_thread(candles_ready, event, fetched))

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """Without candles there is no run: it ends here, with the reason."""
        try:
            event = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        failed = RunFailed(run_id=event.run_id, stage="ingest", code=error.code, detail=error.detail)
        await self._publisher.publish(failed)
