"""The exchange and the market as the tests of ingest move them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from maxsignal_common.catalogue import BTC
from maxsignal_common.clock import FrozenClock
from maxsignal_common.market import Instrument, Timeframe, epoch_ms
from maxsignal_ingest.domain import CandleRequest
from maxsignal_ingest.market import Market, Venues
from tests.contracts.sources.venue import FakeVenue

NOW = datetime(2026, 11, 20, 9, 17, 31, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class World:
    market: Market
    venues: Venues
    clock: FrozenClock
    venue: FakeVenue

    def opens_at(self, at: datetime = NOW, **script: object) -> None:
        """The exchange starts anew: its clock stands, its faults are these."""
        self.clock.at = at
        self.venue.script(now_ms=epoch_ms(at), **script)

    def fails(self, times: int = 1, **fault: object) -> None:
        self.opens_at(self.clock.at, faults=[{"path": "klines", **fault}] * times)

    def asked(self) -> int:
        """How many times candles were asked for since the exchange opened."""
        return sum("klines" in path for path in self.venue.seen())


def request(
    as_of: datetime = NOW, count: int = 50, instrument: Instrument = BTC, timeframe: Timeframe = Timeframe.H1
) -> CandleRequest:
    return CandleRequest(instrument=instrument, timeframe=timeframe, as_of=as_of, count=count)
