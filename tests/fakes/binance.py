"""Binance's public REST API for spot and USD-M futures: time, exchangeInfo, klines; run as its own process.

Formats follow the venue's documentation. The script may hold `now_ms` (the venue's time), `tick_ms` (how far
it moves with each request), `since_ms` (the listing), `spoil` (a fault of the rows). A candle keeps changing
until SETTLES_MS after its close, as on a venue whose last trades arrive late.
"""

import zlib
from typing import Any

from aiohttp import web

from tests.fakes.venue import SCRIPT, Row, serve, spoil, venue_app

DAY_MS = 86_400_000
STEPS = {
    "1m": 60_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "4h": 14_400_000,
    "1d": DAY_MS,
    "1w": 7 * DAY_MS,
}
MONDAY_MS = 4 * DAY_MS
SETTLES_MS = 3_000
SYMBOLS = {"BTCUSDT": "BTC", "ETHUSDT": "ETH"}
LISTED_MS = 1_502_928_000_000


def final_candle(open_ms: int, step_ms: int) -> tuple[float, float, float, float, float, float]:
    """Open, high, low, close, volume, taker-buy volume of a settled candle: the same at every call."""
    seed = zlib.crc32(f"{open_ms}/{step_ms}".encode())
    open_, close = 100 + seed % 1000 / 100, 100 + seed // 1000 % 1000 / 100
    high, low = max(open_, close) + 1, min(open_, close) - 1
    volume = 10 + seed % 77
    return open_, round(high, 2), round(low, 2), close, volume, round(volume * 0.4, 8)


def kline(open_ms: int, step_ms: int, now_ms: int) -> Row:
    open_, high, low, close, volume, taker = final_candle(open_ms, step_ms)
    done = min((now_ms - open_ms) / (step_ms + SETTLES_MS), 1)
    if done < 1:
        high, close, volume, taker = high - 0.5, open_, volume * done, taker * done
    prices = [f"{price:.8f}" for price in (open_, high, low, close, volume)]
    return [open_ms, *prices, open_ms + step_ms - 1, "0", 1, f"{taker:.8f}", "0", "0"]


async def time(request: web.Request) -> web.Response:
    return web.json_response({"serverTime": _now_ms(request)})


async def exchange_info(request: web.Request) -> web.Response:
    futures = request.path.startswith("/fapi")
    symbols = [_symbol(symbol, base, futures=futures) for symbol, base in SYMBOLS.items()]
    return web.json_response({"timezone": "UTC", "serverTime": _now_ms(request), "symbols": symbols})


async def klines(request: web.Request) -> web.Response:
    query = request.query
    if query["symbol"] not in SYMBOLS:
        return web.json_response({"code": -1121, "msg": "Invalid symbol."}, status=400)
    if query["interval"] not in STEPS:
        return web.json_response({"code": -1120, "msg": "Invalid interval."}, status=400)
    now_ms, step = _now_ms(request), STEPS[query["interval"]]
    anchor = MONDAY_MS if query["interval"] == "1w" else 0
    limit = min(int(query.get("limit", 500)), 1000)
    first = max(int(query.get("startTime", 0)), request.app[SCRIPT].get("since_ms", LISTED_MS))
    last = min(int(query.get("endTime", now_ms)), now_ms)
    opens = range(-((anchor - first) // step) * step + anchor, last + 1, step)
    window = opens[:limit] if "startTime" in query else opens[-limit:]
    rows = [kline(open_ms, step, now_ms) for open_ms in window]
    return web.json_response(spoil(rows, request.app[SCRIPT].get("spoil")))


def _now_ms(request: web.Request) -> int:
    script = request.app[SCRIPT]
    script["now_ms"] = script.get("now_ms", LISTED_MS) + script.get("tick_ms", 0)
    return int(script["now_ms"])


def _symbol(symbol: str, base: str, *, futures: bool) -> dict[str, Any]:
    kind = {"contractType": "PERPETUAL", "marginAsset": "USDT"} if futures else {"isSpotTradingAllowed": True}
    return {
        "symbol": symbol,
        "pair": symbol,
        "status": "TRADING",
        "baseAsset": base,
        "quoteAsset": "USDT",
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "permissions": ["SPOT"],
        "permissionSets": [["SPOT"]],
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000.00", "tickSize": "0.01"},
            {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000.0", "stepSize": "0.00001"},
        ],
        **kind,
    }


if __name__ == "__main__":
    routes = [
        web.get(f"{root}/{name}", handler)
        for root in ("/api/v3", "/fapi/v1")
        for name, handler in (("time", time), ("exchangeInfo", exchange_info), ("klines", klines))
    ]
    serve(venue_app(*routes))
