"""T-Invest's REST gateway: FindInstrument, GetCandles and GetInfo; run as its own process.

Messages follow the contracts of the API, release 1.43. Besides what `moscow` names, the script may hold
`token` (the one that is let in), `spoil`, `incomplete` (for how many ms closed candles stay marked so),
`unlisted` (the newest candle is not listed yet), `day_hour` (the hour of UTC that days are labelled with),
`drip` (seconds between the bytes of an answer), `sided` (whether buys and sells are told), `omits` (an empty
list is left out).
"""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.fakes.moscow import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    OFFSET_MS,
    SHARES,
    begins,
    candle,
    date_header,
    to_moscow,
)
from tests.fakes.venue import SCRIPT, Row, serve, spoil, venue_app

ROOT = "/rest/tinkoff.public.invest.api.contract.v1."
TOKEN = "t.fake-token-of-a-fake-venue"
STEPS = {
    "CANDLE_INTERVAL_1_MIN": (MINUTE_MS, DAY_MS),
    "CANDLE_INTERVAL_5_MIN": (5 * MINUTE_MS, 7 * DAY_MS),
    "CANDLE_INTERVAL_15_MIN": (15 * MINUTE_MS, 21 * DAY_MS),
    "CANDLE_INTERVAL_30_MIN": (30 * MINUTE_MS, 21 * DAY_MS),
    "CANDLE_INTERVAL_HOUR": (HOUR_MS, 90 * DAY_MS),
    "CANDLE_INTERVAL_DAY": (DAY_MS, 6 * 365 * DAY_MS),
}
FIGIS = {f"BBG00{name}000": name for name in SHARES}


async def find_instrument(request: web.Request) -> web.StreamResponse:
    query = (await _asked(request))["query"]
    found = [
        {
            "isin": "RU0009029540",
            "figi": figi if board == "TQBR" else f"OTHER{name}",
            "ticker": name,
            "classCode": board,
            "instrumentType": "share",
            "name": name,
            "uid": "e6123145-9665-43e0-8413-cd61b8aa9b13",
            "instrumentKind": "INSTRUMENT_TYPE_SHARE",
            "apiTradeAvailableFlag": True,
            "first1minCandleDate": "2018-03-07T18:33:00Z",
            "lot": SHARES[name],
        }
        for figi, name in FIGIS.items()
        for board in ("SPEQ", "TQBR")
        if name.startswith(query[:2])
    ]
    return await _answer(request, {"instruments": found})


async def get_candles(request: web.Request) -> web.StreamResponse:
    question, script = await _asked(request), request.app[SCRIPT]
    if question["instrumentId"] not in FIGIS:
        return await _refuse(request, 404, 5, 50002)
    if question["interval"] not in STEPS:
        return await _refuse(request, 400, 3, 30011)
    step, longest = STEPS[question["interval"]]
    first, last = to_moscow(question["from"]), to_moscow(question["to"])
    if last - first > longest:
        return await _refuse(request, 400, 3, 30014)
    now = script["now_ms"]
    if step == DAY_MS:
        # Of days only the dates are looked at.
        first, last = first // DAY_MS * DAY_MS, last // DAY_MS * DAY_MS
    unlisted = step if script.get("unlisted") else 0
    last = min(last, now + OFFSET_MS - unlisted)
    rows = [candle(ms, step, now) for ms in begins(script, first, last, step)]
    told = [_historic(row, step, script) for row in spoil(rows, script.get("spoil"))]
    return await _answer(request, {"candles": told} if told or not script.get("omits") else {})


def _historic(row: Row, step: int, script: dict[str, Any]) -> dict[str, Any]:
    begin, *prices, lots, bought, _ = row
    complete_at = begin + step - OFFSET_MS + script.get("incomplete", 0)
    sides = {"volumeBuy": str(bought), "volumeSell": str(lots - bought)} if script.get("sided", True) else {}
    return {
        **dict(zip(("open", "high", "low", "close"), map(_quotation, prices), strict=True)),
        "volume": str(lots),
        "time": _label(begin, step, script),
        "isComplete": script["now_ms"] >= complete_at,
        "candleSource": "CANDLE_SOURCE_EXCHANGE",
        **sides,
    }


def _label(begin: int, step: int, script: dict[str, Any]) -> str:
    utc_ms = begin + script.get("day_hour", 7) * HOUR_MS if step == DAY_MS else begin - OFFSET_MS
    return datetime.fromtimestamp(utc_ms / 1000, UTC).isoformat().replace("+00:00", "Z")


def _quotation(price: Any) -> dict[str, Any] | None:
    if price is None:
        return None
    if isinstance(price, str):
        return {"units": price, "nano": 0}
    hundredths = round(price * 100)
    sign = 1 if hundredths >= 0 else -1
    return {
        "units": str(sign * (abs(hundredths) // 100)),
        "nano": sign * (abs(hundredths) % 100) * 10_000_000,
    }


async def get_info(request: web.Request) -> web.StreamResponse:
    await _asked(request)
    return await _answer(request, {"premStatus": False, "qualStatus": False, "tariff": "investor"})


async def _asked(request: web.Request) -> dict[str, Any]:
    script = request.app[SCRIPT]
    if request.headers.get("Authorization") != f"Bearer {script.get('token', TOKEN)}":
        said = {
            "code": 16,
            "message": f"unknown {request.headers.get('Authorization')}",
            "description": 40003,
        }
        raise web.HTTPUnauthorized(text=json.dumps(said), content_type="application/json")
    question: dict[str, Any] = await request.json()
    script.setdefault("asked", []).append(question)
    return question


async def _refuse(request: web.Request, status: int, code: int, own: int) -> web.StreamResponse:
    return await _answer(request, {"code": code, "message": "refused", "description": own}, status)


async def _answer(request: web.Request, body: dict[str, Any], status: int = 200) -> web.StreamResponse:
    script = request.app[SCRIPT]
    headers = {**date_header(script["now_ms"]), "x-tracking-id": "0af7651916cd43dd8448eb211c80319c"}
    if "drip" not in script:
        return web.json_response(body, status=status, headers=headers)
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    for letter in json.dumps(body).encode():
        await response.write(bytes([letter]))
        await asyncio.sleep(script["drip"])
    return response


if __name__ == "__main__":
    serve(
        venue_app(
            web.post(f"{ROOT}InstrumentsService/FindInstrument", find_instrument),
            web.post(f"{ROOT}MarketDataService/GetCandles", get_candles),
            web.post(f"{ROOT}UsersService/GetInfo", get_info),
        )
    )
