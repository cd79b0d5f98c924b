"""Binance's public REST API for spot and futures: time, exchangeInfo, klines; run as its own process.

Formats follow the venue's documentation; the script is that of `crypto`.
"""

from typing import Any

from aiohttp import web

from tests.fakes.crypto import DAY_MS, candle, now_ms, opens
from tests.fakes.venue import SCRIPT, Row, serve, spoil, venue_app

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
SYMBOLS = {"BTCUSDT": "BTC", "ETHUSDT": "ETH"}
COIN_SYMBOLS = {"BTCUSD_PERP": "BTC", "ETHUSD_PERP": "ETH"}


def kline(open_ms: int, step_ms: int, at_ms: int) -> Row:
    *row, taker = candle(open_ms, step_ms, at_ms)
    prices = [f"{price:.8f}" for price in row]
    return [open_ms, *prices, open_ms + step_ms - 1, "0", 1, f"{taker:.8f}", "0", "0"]


async def time(request: web.Request) -> web.Response:
    return web.json_response({"serverTime": now_ms(request)})


async def exchange_info(request: web.Request) -> web.Response:
    futures = not request.path.startswith("/api")
    symbols = [_symbol(symbol, base, futures=futures) for symbol, base in _listed(request).items()]
    return web.json_response({"timezone": "UTC", "serverTime": now_ms(request), "symbols": symbols})


async def klines(request: web.Request) -> web.Response:
    query = request.query
    if query["symbol"] not in _listed(request):
        return web.json_response({"code": -1121, "msg": "Invalid symbol."}, status=400)
    if query["interval"] not in STEPS:
        return web.json_response({"code": -1120, "msg": "Invalid interval."}, status=400)
    at_ms, step = now_ms(request), STEPS[query["interval"]]
    limit = min(int(query.get("limit", 500)), 1000)
    traded = opens(request, step, int(query.get("startTime", 0)), int(query.get("endTime", at_ms)), at_ms)
    window = traded[:limit] if "startTime" in query else traded[-limit:]
    rows = [kline(open_ms, step, at_ms) for open_ms in window]
    return web.json_response(spoil(rows, request.app[SCRIPT].get("spoil")))


def _listed(request: web.Request) -> dict[str, str]:
    return COIN_SYMBOLS if request.path.startswith("/dapi") else SYMBOLS


def _symbol(symbol: str, base: str, *, futures: bool) -> dict[str, Any]:
    coin = symbol.endswith("_PERP")
    margin = {
        "contractType": "PERPETUAL",
        "marginAsset": base if coin else "USDT",
        "contractStatus": "TRADING",
    }
    kind = margin if futures else {"isSpotTradingAllowed": True}
    return {
        "symbol": symbol,
        "pair": symbol.removesuffix("_PERP"),
        "status": "TRADING",
        "baseAsset": base,
        "quoteAsset": "USD" if coin else "USDT",
        **({"contractSize": 100, "pricePrecision": 1} if coin else {}),
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
        for root in ("/api/v3", "/fapi/v1", "/dapi/v1")
        for name, handler in (("time", time), ("exchangeInfo", exchange_info), ("klines", klines))
    ]
    serve(venue_app(*routes))
