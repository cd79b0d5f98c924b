"""Bybit's public v5 API as ccxt uses it: time, instruments-info, kline; run as its own process.

Formats follow the venue's documentation: rows of strings, newest first, and errors as `retCode` in a 200.
The script is that of `crypto`.
"""

from typing import Any

from aiohttp import web

from tests.fakes.crypto import DAY_MS, candle, now_ms, opens
from tests.fakes.venue import SCRIPT, serve, spoil, venue_app

MINUTE_MS = 60_000
STEPS = {name: int(name) * MINUTE_MS for name in ("1", "5", "15", "30", "60", "240")}
STEPS |= {"D": DAY_MS, "W": 7 * DAY_MS}
SYMBOLS = {"BTCUSDT": "BTC", "ETHUSDT": "ETH"}


async def time(request: web.Request) -> web.Response:
    at_ms = now_ms(request)
    return _answer(at_ms, {"timeSecond": str(at_ms // 1000), "timeNano": str(at_ms * 1_000_000)})


async def instruments_info(request: web.Request) -> web.Response:
    markets = [_market(symbol, base) for symbol, base in SYMBOLS.items()]
    spot = request.query["category"] == "spot"
    return _answer(now_ms(request), {"category": request.query["category"], "list": markets if spot else []})


async def kline(request: web.Request) -> web.Response:
    query, at_ms = request.query, now_ms(request)
    if query["symbol"] not in SYMBOLS:
        return _answer(at_ms, {}, code=10001, said="Not supported symbols")
    step = STEPS[query["interval"]]
    first, last = int(query.get("start", 0)), int(query.get("end", at_ms))
    limit = min(int(query.get("limit", 200)), 1000)
    traded = opens(request, step, first, last, at_ms)
    window = traded[:limit] if "start" in query else traded[-limit:]
    rows = [[open_ms, *candle(open_ms, step, at_ms)[:5]] for open_ms in window]
    rows = spoil(rows, request.app[SCRIPT].get("spoil"))
    told = [[cell if cell is None else str(cell) for cell in (*row, "0")] for row in rows]
    result = {"symbol": query["symbol"], "category": query["category"], "list": told[::-1]}
    return _answer(at_ms, result)


def _answer(at_ms: int, result: dict[str, Any], code: int = 0, said: str = "OK") -> web.Response:
    return web.json_response(
        {"retCode": code, "retMsg": said, "result": result, "retExtInfo": {}, "time": at_ms}
    )


def _market(symbol: str, base: str) -> dict[str, Any]:
    return {
        "symbol": symbol,
        "baseCoin": base,
        "quoteCoin": "USDT",
        "innovation": "0",
        "status": "Trading",
        "marginTrading": "both",
        "lotSizeFilter": {
            "basePrecision": "0.000001",
            "quotePrecision": "0.00000001",
            "minOrderQty": "0.00004",
            "maxOrderQty": "63.01197227",
            "minOrderAmt": "1",
            "maxOrderAmt": "100000",
        },
        "priceFilter": {"tickSize": "0.01"},
    }


if __name__ == "__main__":
    serve(
        venue_app(
            web.get("/v5/market/time", time),
            web.get("/v5/market/instruments-info", instruments_info),
            web.get("/v5/market/kline", kline),
        )
    )
