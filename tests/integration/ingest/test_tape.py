"""What the store makes of answers that are no plain history."""

from datetime import datetime, timedelta

import pytest

from maxsignal_common.market import CandleSeries, Timeframe
from maxsignal_common.origin import Gap
from maxsignal_common.store.candles import tapes
from maxsignal_common.store.database import Database
from maxsignal_ingest.domain import FetchedCandles
from maxsignal_ingest.tape import CandleTape
from tests.integration.ingest.world import HOUR, NOW, request
from tests.unit.ingest.samples import hourly

TTL = timedelta(minutes=5)
HOURS = hourly(60, NOW.replace(minute=0, second=0) - 60 * HOUR)


@pytest.fixture
def tape(database: Database) -> CandleTape:
    return CandleTape(database, TTL)


def told(factor: float = 1.0, *, count: int = 50, **changes: object) -> FetchedCandles:
    """The newest hours; `factor` is what a split does to all of their prices."""
    rows = HOURS[-count:]
    opens, closes, *prices, volume, _ = zip(*rows, strict=True)
    open_, high, low, close = (tuple(price * factor for price in column) for column in prices)
    candles = CandleSeries(
        timeframe=Timeframe.H1, ts_ms=opens, open=open_, high=high, low=low, close=close, volume=volume
    )
    plain = {"complete_to_ms": closes[-1], "unfinished_dropped": 1, "adjustment": "none"}
    answer = {"candles": candles, "closes_ms": closes, "source": "ccxt:binance", **plain, **changes}
    return FetchedCandles.model_validate(answer)


async def served(tape: CandleTape, as_of: datetime, count: int = 50) -> str | None:
    found = await tape.recall(request(as_of, count), repeats=False, now=NOW + timedelta(days=1))
    return found.served_from if found else None


async def test_prices_a_venue_adjusts_stay_with_their_answer(tape: CandleTape, database: Database) -> None:
    first = await tape.keep(request(), told(adjustment="splits"), now=NOW)
    later = await tape.keep(request(NOW + HOUR), told(0.25, adjustment="splits"), now=NOW)
    assert (first.candles.close[0], later.candles.close[0]) == (11.0, 2.75)
    assert later.revised is None
    again = await tape.recall(request(), repeats=True, now=NOW)
    assert again
    assert again.fetched == first
    async with database.begin() as connection:
        assert await tapes(connection) == []


async def test_adjusted_answer_vouches_for_no_other(tape: CandleTape) -> None:
    await tape.keep(request(), told(adjustment="splits"), now=NOW)
    assert await served(tape, NOW - HOUR, 20) is None


async def test_plain_answer_vouches_for_earlier_moments(tape: CandleTape) -> None:
    await tape.keep(request(), told(), now=NOW)
    assert await served(tape, NOW - HOUR, 20) == "candles"


async def test_gaps_by_the_venues_schedule_come_again(tape: CandleTape) -> None:
    gap = Gap(first_ms=1, last_ms=2, bars=2)
    await tape.keep(request(), told(missing=(gap,)), now=NOW)
    again = await tape.recall(request(), repeats=True, now=NOW)
    assert again
    assert again.fetched.missing == (gap,)
    assert await served(tape, NOW - HOUR, 20) is None


async def test_young_adjusted_answer_is_cut_to_what_is_asked(tape: CandleTape) -> None:
    await tape.keep(request(), told(adjustment="splits"), now=NOW)
    found = await tape.recall(request(count=10), repeats=False, now=NOW + timedelta(minutes=1))
    assert found
    assert (found.served_from, len(found.fetched.candles)) == ("recent", 10)
