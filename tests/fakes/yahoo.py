"""Yahoo's chart API as yfinance uses it: cookie page, crumb, /v8/finance/chart; run as its own process.

Weekday sessions of New York without holidays, seen 15 minutes late as on the free feed. The script may hold
`now_s` (the time), `halted_s` (the last trade), `since_s` (the listing), `spoil` (a fault of the rows),
`splits` (a list of [session's open, numerator, denominator]), `crumb` (the only one that is let in).

While a candle lasts, its row is the live one: the row's time is that of the last trade. All prices are in
the shares of `now_s`, as 32-bit floats; a split is told only where the period asked for holds its day.
"""

import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.fakes.venue import SCRIPT, Row, serve, spoil, venue_app

NEW_YORK = ZoneInfo("America/New_York")
OPENS, CLOSES = time(9, 30), time(16)
STEPS = {"1m": 60, "5m": 300, "15m": 900, "1h": 3600, "1d": 86_400}
SYMBOLS = {"AAPL", "MSFT"}
LISTED_S = 345_479_400
DELAY_S = 15 * 60


def final_candle(open_s: int, step_s: int) -> tuple[float, float, float, float, int]:
    """Open, high, low, close, volume of a finished candle: the same at every call."""
    seed = zlib.crc32(f"{open_s}/{step_s}".encode())
    open_, close = round(100 + seed % 1000 / 100, 2), round(100 + seed // 1000 % 1000 / 100, 2)
    return open_, round(max(open_, close) + 1, 2), round(min(open_, close) - 1, 2), close, 1000 + seed % 7777


def session(day: date) -> tuple[int, int]:
    """A trading day's first and last second."""
    opens, closes = (datetime.combine(day, at, NEW_YORK) for at in (OPENS, CLOSES))
    return int(opens.timestamp()), int(closes.timestamp())


async def cookie_page(_request: web.Request) -> web.Response:
    return web.Response(status=404, text="not here")


async def crumb(request: web.Request) -> web.Response:
    return web.Response(text=_crumb(request))


def _crumb(request: web.Request) -> str:
    return str(request.app[SCRIPT].get("crumb", "a.crumb"))


async def chart(request: web.Request) -> web.Response:
    script, symbol = request.app[SCRIPT], request.match_info["symbol"]
    if request.query.get("crumb", _crumb(request)) != _crumb(request):
        error = {"code": "Unauthorized", "description": "Invalid Crumb"}
        return web.json_response({"finance": {"result": None, "error": error}}, status=401)
    if symbol not in SYMBOLS:
        return _refuse(404, "Not Found", "No data found, symbol may be delisted")
    now, since = int(script["now_s"]), int(script.get("since_s", LISTED_S))
    step = STEPS[request.query["interval"]]
    first = max(int(request.query.get("period1", now - 86_400)), since)
    heard = min(now - DELAY_S, int(script.get("halted_s", now)))
    last = min(int(request.query.get("period2", now)), heard)
    if last <= since:
        return _refuse(400, "Bad Request", "Data doesn't exist for startDate = 1, endDate = 2")
    splits = [split for split in script.get("splits", []) if split[0] <= now]
    rows = [_in_todays_shares(row, splits) for row in _rows(first, last, heard, step)]
    result = _result(symbol, spoil(rows, script.get("spoil")), now)
    told = [split for split in splits if first <= split[0] <= int(request.query.get("period2", now))]
    if told:
        result["events"] = {"splits": {str(split[0]): _split(split) for split in told}}
    return web.json_response({"chart": {"result": [result], "error": None}})


def _rows(first: int, last: int, heard: int, step: int) -> Iterator[Row]:
    day = datetime.fromtimestamp(first, NEW_YORK).date()
    while (bounds := session(day))[0] <= last:
        if day.isoweekday() <= 5:
            starts = [bounds[0]] if step == STEPS["1d"] else range(*bounds, step)
            yield from (_row(start, bounds, heard, step) for start in starts if first <= start <= last)
        day += timedelta(days=1)


def _in_todays_shares(row: Row, splits: list[list[int]]) -> Row:
    start, *prices, volume = row
    for date_s, numerator, denominator in splits:
        if start < date_s:
            prices = [price * denominator / numerator for price in prices]
            volume = volume * numerator // denominator
    if splits:
        prices = list(struct.unpack("4f", struct.pack("4f", *prices)))
    return [start, *prices, volume]


def _split(split: list[int]) -> dict[str, Any]:
    date_s, numerator, denominator = split
    ratio = f"{numerator}:{denominator}"
    return {"date": date_s, "numerator": numerator, "denominator": denominator, "splitRatio": ratio}


def _row(start: int, bounds: tuple[int, int], heard: int, step: int) -> Row:
    open_, high, low, close, volume = final_candle(start, step)
    end = bounds[1] if step == STEPS["1d"] else min(start + step, bounds[1])
    if heard < end:
        return [heard, open_, high - 0.5, low, open_, volume * (heard - start) // step]
    return [start, open_, high, low, close, volume]


def _result(symbol: str, rows: list[Row], now: int) -> dict[str, Any]:
    columns = list(zip(*rows, strict=True)) or [()] * 6
    names = ("open", "high", "low", "close", "volume")
    quote = dict(zip(names, columns[1:], strict=True)) if rows else {}
    return {
        "meta": _meta(symbol, rows, now),
        **({"timestamp": columns[0]} if rows else {}),
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": columns[4]}] if rows else [{}]},
    }


def _meta(symbol: str, rows: list[Row], now: int) -> dict[str, Any]:
    days = {datetime.fromtimestamp(row[0], NEW_YORK).date() for row in rows}
    return {
        "currency": "USD",
        "symbol": symbol,
        "exchangeName": "NMS",
        "instrumentType": "EQUITY",
        "firstTradeDate": LISTED_S,
        "regularMarketTime": now,
        "gmtoffset": -18000,
        "timezone": "EST",
        "exchangeTimezoneName": "America/New_York",
        "priceHint": 2,
        "tradingPeriods": [[_period(day)] for day in sorted(days)],
        "validRanges": ["1d", "5d", "1mo", "max"],
    }


def _period(day: date) -> dict[str, Any]:
    start, end = session(day)
    offset = datetime.fromtimestamp(start, UTC).astimezone(NEW_YORK).utcoffset()
    return {
        "timezone": "EST",
        "start": start,
        "end": end,
        "gmtoffset": (offset or timedelta()).total_seconds(),
    }


def _refuse(status: int, code: str, description: str) -> web.Response:
    error = {"code": code, "description": description}
    return web.json_response({"chart": {"result": None, "error": error}}, status=status)


if __name__ == "__main__":
    serve(
        venue_app(
            web.get("/", cookie_page),
            web.get("/v1/test/getcrumb", crumb),
            web.get("/v8/finance/chart/{symbol}", chart),
        )
    )
