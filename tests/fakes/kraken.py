"""Kraken's public API as ccxt uses it: Time, Assets, AssetPairs, OHLC; run as its own process.

Formats follow the venue's documentation: times in seconds, rows of strings, errors as words in a 200, and
never more than the newest 720 candles, whatever the window. The script is that of `crypto`.
"""

from typing import Any

from aiohttp import web

from tests.fakes.crypto import candle, now_ms, opens
from tests.fakes.venue import SCRIPT, serve, spoil, venue_app

MINUTE_MS = 60_000
KEPT = 720
STEPS = {str(minutes): minutes * MINUTE_MS for minutes in (1, 5, 15, 30, 60, 240, 1440, 10080)}
PAIRS = {"XBTUSDT": ("XXBT", "USDT"), "ETHUSDT": ("XETH", "USDT")}


async def time(request: web.Request) -> web.Response:
    return _answer({"unixtime": now_ms(request) // 1000, "rfc1123": "Fri, 20 Nov 26 09:17:31 +0000"})


async def assets(_request: web.Request) -> web.Response:
    names = {"XXBT": "XBT", "XETH": "ETH", "USDT": "USDT"}
    return _answer({asset: _asset(name) for asset, name in names.items()})


async def asset_pairs(_request: web.Request) -> web.Response:
    return _answer({pair: _pair(pair, *assets) for pair, assets in PAIRS.items()})


async def ohlc(request: web.Request) -> web.Response:
    query, at_ms = request.query, now_ms(request)
    if query["pair"] not in PAIRS:
        return _answer({}, error="EQuery:Unknown asset pair")
    step = STEPS[query["interval"]]
    kept = opens(request, step, 0, at_ms, at_ms)[-KEPT:]
    since_ms = int(query.get("since", 0)) * 1000
    rows = [[open_ms // 1000, *candle(open_ms, step, at_ms)[:5]] for open_ms in kept if open_ms > since_ms]
    rows = spoil(rows, request.app[SCRIPT].get("spoil"))
    return _answer({query["pair"]: [_row(row) for row in rows], "last": kept[-1] // 1000 if kept else 0})


def _row(row: list[Any]) -> list[Any]:
    opened, *prices, volume = row
    told = [cell if cell is None else str(cell) for cell in prices]
    return [opened, *told, "100.0", volume if volume is None else str(volume), 1]


def _answer(result: dict[str, Any], error: str = "") -> web.Response:
    return web.json_response({"error": [error]} if error else {"error": [], "result": result})


def _asset(name: str) -> dict[str, Any]:
    return {
        "aclass": "currency",
        "altname": name,
        "decimals": 10,
        "display_decimals": 5,
        "status": "enabled",
    }


def _pair(pair: str, base: str, quote: str) -> dict[str, Any]:
    return {
        "altname": pair,
        "wsname": f"{base}/{quote}",
        "aclass_base": "currency",
        "base": base,
        "aclass_quote": "currency",
        "quote": quote,
        "lot": "unit",
        "cost_decimals": 5,
        "pair_decimals": 1,
        "lot_decimals": 8,
        "lot_multiplier": 1,
        "leverage_buy": [],
        "leverage_sell": [],
        "fees": [[0, 0.4]],
        "fees_maker": [[0, 0.25]],
        "fee_volume_currency": "ZUSD",
        "ordermin": "0.00005",
        "costmin": "0.5",
        "tick_size": "0.1",
        "status": "online",
    }


if __name__ == "__main__":
    serve(
        venue_app(
            web.get("/0/public/Time", time),
            web.get("/0/public/Assets", assets),
            web.get("/0/public/AssetPairs", asset_pairs),
            web.get("/0/public/OHLC", ohlc),
        )
    )
