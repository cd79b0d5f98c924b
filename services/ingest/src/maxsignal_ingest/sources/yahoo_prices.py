"""Yahoo's numbers back into what was traded.

Yahoo divides a price by every later split, keeps 32 bits of it and tells those as a 64-bit number. What was
traded is the shortest decimal that it would tell so: exact for prices of up to six digits.
"""

from collections.abc import Sequence
from ctypes import c_float
from decimal import Context, Decimal

from maxsignal_common.market import Split, Timeframe
from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.splits import exact, ratio_after

# Nine digits tell every 32-bit number from its neighbours.
DIGITS = [Context(prec=digits) for digits in range(1, 10)]


def as_traded(row: Candle, timeframe: Timeframe, splits: Sequence[Split]) -> Candle:
    """A row of today's shares in those of its own time; shares are whole."""
    ratio = ratio_after(row.open_ms, timeframe, splits)
    return row._replace(
        open=price_traded(row.open, ratio),
        high=price_traded(row.high, ratio),
        low=price_traded(row.low, ratio),
        close=price_traded(row.close, ratio),
        volume=row.volume if ratio == 1 else float(round(exact(row.volume) / ratio)),
    )


def price_traded(told: float, ratio: Decimal) -> float:
    """A number that is no 32-bit one was not kept by Yahoo: it is only multiplied."""
    price = exact(told) * ratio
    if c_float(told).value != told:
        return float(price)
    shorter = (context.plus(price) for context in DIGITS)
    return float(next((short for short in shorter if c_float(float(short / ratio)).value == told), price))
