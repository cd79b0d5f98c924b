"""Which source serves an instrument: the first word of `instrument.source`, a venue after the colon.

Vendor libraries take seconds to import, so each adapter is imported when its first instrument is run.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from maxsignal_common.clock import Clock
from maxsignal_common.store.database import Database
from maxsignal_ingest.sources.protocol import CandleSource, UnknownSource
from maxsignal_ingest.sources.replay import ReplaySource
from maxsignal_ingest.tape import ImportedSource

# On this machine: nobody's patience is used, nothing can be blocked.
LOCAL = frozenset({"replay", "import"})


@dataclass(frozen=True)
class SourceOptions:
    """What the operator may set (ccxt: by exchange id); the defaults reach the real venues."""

    ccxt: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    yahoo_url: str | None = None


class Sources:
    """Opens a source on first use and keeps it."""

    def __init__(self, database: Database, clock: Clock, options: SourceOptions) -> None:
        self._database = database
        self._clock = clock
        self._options = options
        self._open: dict[str, CandleSource] = {}
        self._opening = asyncio.Lock()

    async def get(self, name: str) -> CandleSource:
        async with self._opening:
            if name not in self._open:
                # In a thread: an import of seconds must not hold up heartbeats.
                self._open[name] = await asyncio.to_thread(self._opened, name)
        return self._open[name]

    async def aclose(self) -> None:
        for source in self._open.values():
            await source.aclose()
        self._open.clear()

    def _opened(self, name: str) -> CandleSource:
        """A source by its name, e.g. `replay`, `yfinance` or `ccxt:binance`."""
        kind, _, venue = name.partition(":")
        if kind == "ccxt" and venue:
            return self._ccxt(venue)
        opening: dict[str, Callable[[], CandleSource]] = {
            "replay": ReplaySource,
            "import": lambda: ImportedSource(self._database),
            "yfinance": self._yfinance,
        }
        if name not in opening:
            raise UnknownSource(f"there is no source {name}")
        return opening[name]()

    def _ccxt(self, venue: str) -> CandleSource:
        from maxsignal_ingest.sources.ccxt import CcxtSource  # noqa: PLC0415 - takes seconds

        return CcxtSource(venue, self._clock, self._options.ccxt.get(venue))

    def _yfinance(self) -> CandleSource:
        from maxsignal_ingest.sources.yfinance import YFinanceSource  # noqa: PLC0415 - takes seconds

        return YFinanceSource(self._clock, self._options.yahoo_url)
