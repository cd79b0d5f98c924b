"""What we ask of a venue at most, well below what it allows: others may share our address and so its limits.

Half of a minute's budget may be spent at once and the other half flows back within the minute: in no stretch
of 60 seconds is the whole exceeded.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.market import Timeframe
from maxsignal_common.store.budgets import BURST, spend
from maxsignal_ingest.domain import CandleRequest
from maxsignal_ingest.sources.protocol import BudgetSpent

# Longer waits hand the message back, so that the worker can serve another venue.
PATIENCE = timedelta(seconds=10)


class Budget(NamedTuple):
    """Points per minute; `page` candles cost `weight` of them, and asking for the time one more.

    `parts` are the native candles that one of a built timeframe is made of.
    """

    per_minute: float
    page: int
    weight: int = 1
    parts: Mapping[Timeframe, int] = MappingProxyType({})

    def points(self, request: CandleRequest) -> int:
        bars = (request.count + 1) * self.parts.get(request.timeframe, 1)
        return 1 + self.weight * ceil(bars / self.page)


BUILT_OF_ISS = MappingProxyType(
    {Timeframe.M5: 5, Timeframe.M15: 15, Timeframe.M30: 3, Timeframe.H4: 4, Timeframe.W1: 5}
)
# Binance: 6,000 points a minute for spot and 2,400 for futures, of which klines of 1,000 take 2 and 5 to 10.
# T-Invest: 600 requests of market data a minute. Yahoo and MOEX state no limit.
BUDGETS = {
    "ccxt:binance": Budget(1200, page=1000, weight=2),
    "ccxt:binanceusdm": Budget(600, page=1500, weight=10),
    "ccxt:binancecoinm": Budget(600, page=1500, weight=10),
    "ccxt": Budget(60, page=100),
    "yfinance": Budget(60, page=1000),
    "tinvest": Budget(300, page=500),
    "moex": Budget(240, page=500, parts=BUILT_OF_ISS),
}


class Budgets:
    """The budgets of all venues; `per_minute` overrides the points of some, by source."""

    def __init__(self, per_minute: Mapping[str, float]) -> None:
        self._per_minute = per_minute

    def price(self, source: str, request: CandleRequest) -> timedelta | None:
        """The time the venue needs to forgive this request; None where nobody has to forgive anything."""
        budget = BUDGETS.get(source) or BUDGETS.get(source.partition(":")[0])
        if budget is None:
            return None
        per_minute = self._per_minute.get(source, budget.per_minute)
        return min(budget.points(request) / (per_minute / 2) * BURST, BURST)

    async def pay(
        self, connection: AsyncConnection, source: str, request: CandleRequest, at: datetime
    ) -> timedelta:
        """How long to wait before asking; raises BudgetSpent, at no cost, where that would be too long."""
        price = self.price(source, request)
        if price is None:
            return timedelta(0)
        wait = await spend(connection, source, price, at=at, patience=PATIENCE)
        if wait > PATIENCE:
            raise BudgetSpent(f"{source} has been asked enough for now", wait)
        return wait
