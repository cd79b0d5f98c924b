"""Where the candles of `maxsignal chart` come from: the recordings, or a file of the user's own.

Sources are imported where they are used: the command's help has no use for databases and vendors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.market import CandleSeries, Timeframe, epoch_ms


@dataclass(frozen=True, slots=True)
class ChartCandles:
    """Closed candles and what a picture says about them."""

    series: CandleSeries
    origin: str
    tick: Decimal
    time_zone: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The newest `count` candles that had closed by `as_of`."""

    instrument: str
    timeframe: Timeframe
    as_of: datetime
    count: int


async def load_candles(wanted: Wanted, now: datetime, csv: Path | None = None) -> ChartCandles:
    """At least one candle; whatever is in the way is a MaxSignalError that says so."""
    if csv is not None:
        return _from_file(csv, wanted, now)
    return await _recorded(wanted)


async def _recorded(wanted: Wanted) -> ChartCandles:
    from maxsignal_ingest.domain import CandleRequest  # noqa: PLC0415 - see the module
    from maxsignal_ingest.sources.replay import ReplaySource  # noqa: PLC0415 - see the module

    recorded = {known.id: known for known in INSTRUMENTS if known.source == "replay"}
    if wanted.instrument not in recorded:
        names = ", ".join(recorded)
        detail = f"no candles of {wanted.instrument} are recorded (there are {names}): give a file with --csv"
        raise LauncherError("unknown_instrument", detail)
    known = recorded[wanted.instrument]
    request = CandleRequest(
        instrument=known, timeframe=wanted.timeframe, as_of=wanted.as_of, count=wanted.count
    )
    fetched = await ReplaySource().fetch(request)
    return ChartCandles(fetched.candles, known.exchange, known.tick, known.time_zone)


def _from_file(path: Path, wanted: Wanted, now: datetime) -> ChartCandles:
    """The format of `maxsignal candles import`; times are shown in UTC, for a file names no exchange."""
    from maxsignal_cli.market.candle_file import read_candles  # noqa: PLC0415 - see the module

    step = wanted.timeframe.duration // timedelta(milliseconds=1)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            batches = read_candles(
                file, path.name, wanted.timeframe, lambda opens: [o + step for o in opens], now
            )
            rows = [row for batch in batches for row in batch]
    except OSError as error:
        raise LauncherError("unreadable_file", f"{path}: {error.strerror}") from error
    closed = [row for row in rows if row.close_ms <= epoch_ms(wanted.as_of)][-wanted.count :]
    if not closed:
        raise LauncherError("no_candles", f"{path.name}: no candle had closed by {wanted.as_of.isoformat()}")
    opens, _, *prices, volumes, taker_buys = zip(*closed, strict=True)
    series = CandleSeries(
        timeframe=wanted.timeframe,
        ts_ms=opens,
        open=prices[0],
        high=prices[1],
        low=prices[2],
        close=prices[3],
        volume=volumes,
        taker_buy=None if None in taker_buys else taker_buys,
    )
    return ChartCandles(series, path.name, tick_of(value for column in prices for value in column), "UTC")


def tick_of(prices: Iterable[float]) -> Decimal:
    """The step prices are written in: a one at their last decimal."""
    places = max(-int(Decimal(repr(price)).normalize().as_tuple().exponent) for price in prices)
    return Decimal(1).scaleb(-max(places, 0))
