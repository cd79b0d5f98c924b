"""What ingest does with a requested run: get its candles and their context, publish them."""

import asyncio

import structlog
from nats.aio.msg import Msg

from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.clock import Clock
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import RunFailed, RunRequested
from maxsignal_common.market import Timeframe
from maxsignal_ingest.domain import FetchedCandles, candle_request, candles_ready, context_request
from maxsignal_ingest.market import Market
from maxsignal_ingest.sources.protocol import Postponed, Refused

log = structlog.get_logger(__name__)


class Handlers:
    def __init__(self, market: Market, publisher: Publisher, clock: Clock) -> None:
        self._market = market
        self._publisher = publisher
        self._clock = clock

    async def on_run_requested(self, event: RunRequested) -> None:
        request = candle_request(event, self._clock.now())
        fetched = (await self._market.candles(request)).fetched
        context = await self._context(event)
        # In a thread: an exchange's calendar takes seconds to load.
        await self._publisher.publish(await asyncio.to_thread(candles_ready, event, fetched, context))

    async def _context(self, event: RunRequested) -> dict[Timeframe, FetchedCandles | None]:
        """Candles of the higher timeframes; one that cannot be had is named, and the run goes on."""
        found: dict[Timeframe, FetchedCandles | None] = {}
        for timeframe in event.config.context:
            try:
                served = await self._market.candles(context_request(event, timeframe))
            except (Postponed, Refused) as failure:
                log.warning("context_missed", timeframe=timeframe, code=failure.code, detail=failure.detail)
                found[timeframe] = None
            else:
                found[timeframe] = served.fetched
        return found

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """Without candles there is no run: it ends here, with the reason."""
        try:
            event = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        failed = RunFailed(run_id=event.run_id, stage="ingest", code=error.code, detail=error.detail)
        await self._publisher.publish(failed)
