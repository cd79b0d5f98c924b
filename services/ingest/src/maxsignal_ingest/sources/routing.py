"""Which source serves an instrument: the first word of `instrument.source`, a venue after the colon.

Vendor libraries take seconds to import, so each adapter is imported when its first instrument is run.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from maxsignal_common.clock import Clock
from maxsignal_common.store.database import Database
from maxsignal_ingest.figis import StoredFigis
from maxsignal_ingest.settings import IngestSettings
from maxsignal_ingest.sources.protocol import BadCredentials, CandleSource, UnknownSource
from maxsignal_ingest.sources.replay import ReplaySource
from maxsignal_ingest.tape import ImportedSource

# On this machine: nobody's patience is used, nothing can be blocked.
LOCAL = frozenset({"replay", "import"})


@dataclass(frozen=True)
class SourceOptions:
    """What the operator may set (ccxt: by exchange id); the defaults reach the real venues.

    `database` is where imported candles and learned identifiers are; listing a venue does without.
    """

    ccxt: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    yahoo_url: str | None = None
    moex_url: str | None = None
    tinvest_url: str | None = None
    tinvest_token: SecretStr | None = None
    tinvest_ca: Path | None = None
    database: Database | None = None


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


def source_options(settings: IngestSettings, database: Database | None = None) -> SourceOptions:
    return SourceOptions(
        ccxt=settings.ingest_ccxt,
        yahoo_url=settings.ingest_yahoo_url,
        moex_url=settings.ingest_moex_url,
        tinvest_url=settings.ingest_tinvest_url,
        tinvest_token=settings.tinvest_token,
        tinvest_ca=settings.ingest_tinvest_ca,
        database=database,
    )


def open_source(name: str, clock: Clock, options: SourceOptions) -> CandleSource:
    """A source by its name, e.g. `replay`, `yfinance` or `ccxt:binance`."""
    kind, _, venue = name.partition(":")
    if kind == "ccxt" and venue:
        return _ccxt(venue, clock, options)
    if name not in _OPENED_BY:
        raise UnknownSource(f"there is no source {name}")
    return _OPENED_BY[name](clock, options)


def is_source(name: str) -> bool:
    """Whether an instrument can have its candles from there; a name of ccxt takes seconds to look up."""
    kind, _, venue = name.partition(":")
    if kind == "ccxt":
        import ccxt  # noqa: PLC0415 - takes seconds

        return venue in ccxt.exchanges
    return name in _OPENED_BY


def _replay(_clock: Clock, _options: SourceOptions) -> CandleSource:
    return ReplaySource()


def _import(_clock: Clock, options: SourceOptions) -> CandleSource:
    if options.database is None:
        raise UnknownSource("imported candles need the database")
    return ImportedSource(options.database)


def _ccxt(venue: str, clock: Clock, options: SourceOptions) -> CandleSource:
    from maxsignal_ingest.sources.ccxt import CcxtSource  # noqa: PLC0415 - takes seconds

    return CcxtSource(venue, clock, options.ccxt.get(venue))


def _yfinance(clock: Clock, options: SourceOptions) -> CandleSource:
    from maxsignal_ingest.sources.yfinance import YFinanceSource  # noqa: PLC0415 - takes seconds

    return YFinanceSource(clock, options.yahoo_url)


def _moex(clock: Clock, options: SourceOptions) -> CandleSource:
    from maxsignal_ingest.sources.moex import MoexSource  # noqa: PLC0415 - as above
    from maxsignal_ingest.sources.moex_iss import PUBLIC  # noqa: PLC0415 - as above

    return MoexSource(clock, options.moex_url or PUBLIC)


def _tinvest(clock: Clock, options: SourceOptions) -> CandleSource:
    from maxsignal_ingest.sources.tinvest import TInvestSource  # noqa: PLC0415 - as above
    from maxsignal_ingest.sources.tinvest_gateway import PRODUCTION  # noqa: PLC0415 - as above

    if options.tinvest_token is None:
        raise BadCredentials("tinvest: no token is set (TINVEST_TOKEN) or stored")
    if options.database is None:
        raise UnknownSource("tinvest needs the database, where it keeps identifiers")
    return TInvestSource(
        options.tinvest_token,
        StoredFigis(options.database),
        clock,
        options.tinvest_url or PRODUCTION,
        ca_file=options.tinvest_ca,
    )


_OPENED_BY: Mapping[str, Callable[[Clock, SourceOptions], CandleSource]] = {
    "replay": _replay,
    "import": _import,
    "yfinance": _yfinance,
    "moex": _moex,
    "tinvest": _tinvest,
}
