"""The ISS of the Moscow exchange: candles, the main board's shares, splits, the calendar; its own process.

Blocks, columns and their order are ISS's own. Besides what `moscow` names, the script may hold `spoil`,
`splits` (rows of tradedate, secid, before, after), `lag_ms` (how late the tape is), `ascending` (the order
asked for is ignored), `timetable` and `dailytable` (rows of the calendar), `admitted` (sessions of a share).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from tests.fakes.moscow import (
    DAY_MS,
    HOUR_MS,
    LISTED_MS,
    MINUTE_MS,
    OFFSET_MS,
    SHARES,
    begins,
    candle,
    date_header,
)
from tests.fakes.venue import SCRIPT, Row, serve, spoil, venue_app

STEPS = {"1": MINUTE_MS, "10": 10 * MINUTE_MS, "60": HOUR_MS, "24": DAY_MS, "7": 7 * DAY_MS}
PAGE = 500
CANDLE_COLUMNS = ["open", "close", "high", "low", "value", "volume", "begin", "end"]
SECURITY_COLUMNS = ["SECID", "BOARDID", "SHORTNAME", "LOTSIZE", "FACEVALUE", "MINSTEP", "ISIN", "CURRENCYID"]
DAY_COLUMNS = ["is_work_day", "start_time", "stop_time"]
WEEKDAYS = [[day, int(day < 6), "09:30:00", "19:00:00"] for day in range(1, 8)]


async def candles(request: web.Request) -> web.Response:
    script, query = request.app[SCRIPT], request.query
    step, now = STEPS[query["interval"]], script["now_ms"]
    seen = now - script.get("lag_ms", 0)
    last = min(_clock_ms(query.get("till", "2100-01-01 00:00:00")), seen + OFFSET_MS)
    first = max(_clock_ms(query["from"]) if "from" in query else 0, LISTED_MS)
    known = request.match_info["secid"] in SHARES
    rows = list(_newest(script, first, last, step, seen)) if known else []
    newest_first = query.get("iss.reverse") == "true" and not script.get("ascending")
    rows = spoil(rows, script.get("spoil"))
    start = int(query.get("start", 0))
    page = (rows[::-1] if newest_first else rows)[start : start + PAGE]
    return _blocks(request, candles=(CANDLE_COLUMNS, [_row(row, step, seen) for row in page]))


async def board(request: web.Request) -> web.Response:
    rows = [_security(name, lot) for name, lot in SHARES.items()]
    rows.append(["OLD", "TQBR", "Снята с торгов", None, None, None, "RU0000000000", "SUR"])
    rows.append(["no name", "TQBR", "Не тикер", 1, 3, 0.01, "RU0000000001", "SUR"])
    return _blocks(request, securities=(SECURITY_COLUMNS, rows))


async def board_security(request: web.Request) -> web.Response:
    name = request.match_info["secid"]
    rows = [_security(name, SHARES[name])] if name in SHARES else []
    return _blocks(request, securities=(SECURITY_COLUMNS, rows))


async def splits(request: web.Request) -> web.Response:
    rows = [row for row in request.app[SCRIPT].get("splits", []) if row[1] == request.match_info["secid"]]
    return _blocks(request, splits=(["tradedate", "secid", "before", "after"], rows))


async def engine(request: web.Request) -> web.Response:
    script = request.app[SCRIPT]
    return _blocks(
        request,
        engine=(["id", "name", "title"], [[1, "stock", "Фондовый рынок и рынок депозитов"]]),
        timetable=(["week_day", *DAY_COLUMNS], script.get("timetable", WEEKDAYS)),
        dailytable=(["date", *DAY_COLUMNS], script.get("dailytable", [])),
    )


async def security(request: web.Request) -> web.Response:
    admitted = request.app[SCRIPT].get("admitted", [])
    names = ["MORNINGSESSION", "EVENINGSESSION", "WEEKENDSESSION"]
    rows = [["SECID", "Код ценной бумаги", request.match_info["secid"], "string"]]
    rows += [[name, "Допуск", "1", "boolean"] for name in names if name in admitted]
    return _blocks(request, description=(["name", "title", "value", "type"], rows))


def _newest(script: dict[str, Any], first: int, last: int, step: int, seen: int) -> Iterator[Row]:
    """As many candles as several pages hold: enough for a test, and bounded."""
    if step > DAY_MS:
        monday = 4 * DAY_MS
        weeks = range(first - (first - monday) % step, last + 1, step)
        since = script.get("since_ms", LISTED_MS) + OFFSET_MS - step
        yield from (candle(ms, step, seen) for ms in weeks if ms > since)
        return
    # A day has 965 minutes; weekends and holidays take the rest of the margin.
    wanted_days = PAGE * step / (965 * MINUTE_MS) * 2 + 15
    first = max(first, last - int(max(wanted_days, PAGE * step / DAY_MS * 2) * DAY_MS))
    yield from (candle(ms, step, seen) for ms in begins(script, first, last, step))


def _row(row: Row, step: int, seen: int) -> list[Any]:
    begin, open_, high, low, close, lots, *_ = row
    ends = min(begin + step, seen + OFFSET_MS) - 1000
    shares = lots * SHARES["SBER"]
    return [open_, close, high, low, 0, shares, _clock(begin), _clock(max(begin, ends))]


def _security(name: str, lot: int) -> list[Any]:
    return [name, "TQBR", name.title(), lot, 3, 0.01, "RU0009029540", "SUR"]


def _clock(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%d %H:%M:%S}"


def _clock_ms(text: str) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _blocks(request: web.Request, **blocks: tuple[list[str], list[list[Any]]]) -> web.Response:
    only = request.query.get("iss.only")
    body = {
        name: {"columns": columns, "data": rows}
        for name, (columns, rows) in blocks.items()
        if only is None or name in only.split(",")
    }
    return web.json_response(body, headers=date_header(request.app[SCRIPT]["now_ms"]))


if __name__ == "__main__":
    BOARD = "/iss/engines/stock/markets/shares/boards/TQBR/securities"
    serve(
        venue_app(
            web.get(f"{BOARD}.json", board),
            web.get(BOARD + "/{secid}/candles.json", candles),
            web.get(BOARD + "/{secid}.json", board_security),
            web.get("/iss/statistics/engines/stock/splits/{secid}.json", splits),
            web.get("/iss/engines/stock.json", engine),
            web.get("/iss/securities/{secid}.json", security),
        )
    )
