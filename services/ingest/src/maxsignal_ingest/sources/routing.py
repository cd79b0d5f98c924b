"""Which source serves an instrument: the first word of `instrument.source`, a venue after the colon.

Vendor libraries take seconds to import, so each adapter is imported when its first instrument is run.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from maxsignal_common.clock import Clock
from maxsignal_ingest.sources.protocol import CandleSource, UnknownSource
from maxsignal_ingest.sources.replay import ReplaySource


@dataclass(frozen=True)
class SourceOptions:
    """What the operator may set (ccxt: by exchange id); the defaults reach the real venues."""

    ccxt: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    yahoo_url: str | None = None


class Sources:
    """Opens a source on first use and keeps it."""

    def __init__(self, clock: Clock, options: SourceOptions) -> None:
        self._clock = clock
        self._options = options
        self._open: dict[str, CandleSource] = {}
        self._opening = asyncio.Lock()

    async def get(self, name: str) -> CandleSource:
        async with self._opening:
            if name not in self._open:
                # In a thread: an import of seconds must not hold up heartbeats.
                self._open[name] = await asyncio.to_thread(open_source, name, self._clock, self._options)
        return self._open[name]

    async def aclose(self) -> None:
        for source in self._open.values():
            await source.aclose()
        self._open.clear()


def open_source(name: str, clock: Clock, options: SourceOptions) -> CandleSource:
    """A source by its name, e.g. `replay`, `yfinance` or `ccxt:binance`."""
    kind, _, venue = name.partition(":")
    if kind == "replay" and not venue:
        return ReplaySource()
    if kind == "ccxt":
        from maxsignal_ingest.sources.ccxt import CcxtSource  # noqa: PLC0415 - takes seconds

        return CcxtSource(venue, clock, options.ccxt.get(venue))
    if kind == "yfinance" and not venue:
        from maxsignal_ingest.sources.yfinance import YFinanceSource  # noqa: PLC0415 - takes seconds

        return YFinanceSource(clock, options.yahoo_url)
    raise UnknownSource(f"there is no source {name}")
