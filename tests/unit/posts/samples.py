"""Inputs in the shapes of docs/facts.md and docs/plan.md; the rich one tells the story of the example."""

from datetime import UTC, datetime
from typing import Any

type Json = dict[str, Any]

AS_OF = datetime(2026, 11, 21, 8, tzinfo=UTC)
HOUR_MS = 3_600_000


def ms(day: int, hour: int) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp() * 1000)


def fact(
    kind: str,
    direction: int,
    at: int,
    levels: dict[str, str] | None = None,
    **values: float | str | None,
) -> Json:
    age = (ms(21, 7) - at) // HOUR_MS
    return {
        "id": f"{kind}.{at}",
        "kind": kind,
        "direction": direction,
        "values": values,
        "levels": levels or {},
        "event": 7,
        "bar_ms": at,
        "known_ms": at,
        "age": age,
    }


def zone_fact(kind: str, direction: int, at: int, base: str, **values: float | str | None) -> Json:
    return fact(kind, direction, at, {"top": f"{base}.top", "bottom": f"{base}.bottom"}, **values)


def levels(**prices: float) -> list[Json]:
    return [
        {"id": name.replace("__", "."), "price": price, "kind": "level", "event": 7}
        for name, price in prices.items()
    ]


def step(method: str, state: Json, facts: list[Json], prices: list[Json]) -> Json:
    shared = {"bars": 300, "last": 64820.0, "atr": 410.0, "trend": 1}
    return {
        "method": method,
        "state": {**shared, **state},
        "facts": sorted(facts, key=lambda fact: -fact["known_ms"]),
        "levels": prices,
        "warnings": [],
    }


def wyckoff() -> Json:
    state = {
        "phase": "C",
        "side": "accumulation",
        "range_age": 41,
        "width_atr": 5.7,
        "confidence": 0.6,
        "next": "sign_of_strength",
    }
    facts = [
        fact("spring", 1, ms(20, 14), {"price": "wyckoff.spring"}, depth_atr=0.4, volume_ratio=0.8),
        fact("secondary_test", 1, ms(20, 1), {"price": "wyckoff.range.bottom"}, volume_ratio=0.7),
        fact("climax", 1, ms(19, 15), {"price": "wyckoff.climax"}, volume_ratio=2.6),
    ]
    prices = levels(
        wyckoff__range__top=66250, wyckoff__range__bottom=63900, wyckoff__spring=63610,
        wyckoff__climax=63905,
    )  # fmt: skip
    return step("wyckoff", state, facts, prices)


def smc() -> Json:
    untouched = {"touched": False, "mid_lost": False, "invalid": False}
    facts = [
        fact("choch", 1, ms(21, 3), {"level": "smc.break.1"}, displacement=True),
        fact("bos", -1, ms(20, 12), {"level": "smc.break.2"}, displacement=False),
        fact("bos", -1, ms(19, 12), {"level": "smc.break.3"}, displacement=False),
        fact("sweep", 1, ms(20, 14), {"level": "smc.pool.2"}, depth_atr=0.4, volume_ratio=0.8),
        zone_fact("ob", 1, ms(21, 3), "smc.ob.1", **untouched),
        zone_fact("fvg", 1, ms(21, 4), "smc.fvg.1", size_atr=0.6, touched=True, half=True, filled=False),
        zone_fact("fvg", -1, ms(19, 9), "smc.fvg.2", size_atr=0.5, touched=False, half=False, filled=False),
        fact("pool", 1, ms(20, 20), {"level": "smc.pool.1"}, touches=2, swept=False),
        fact("pool", -1, ms(20, 2), {"level": "smc.pool.2"}, touches=2, swept=True),
    ]
    prices = levels(
        smc__break__1=65120, smc__break__2=64300, smc__break__3=65400,
        smc__ob__1__top=64420, smc__ob__1__bottom=64180,
        smc__fvg__1__top=64760, smc__fvg__1__bottom=64510,
        smc__fvg__2__top=65960, smc__fvg__2__bottom=65700,
        smc__pool__1=66250, smc__pool__2=63900,
        smc__swing_high__1=65480, smc__swing_low__1=63610,
        smc__range__top=66250, smc__range__bottom=63610, smc__eq=64930,
    )  # fmt: skip
    return step("smc", {"position": 0.46, "zone": "discount"}, facts, prices)


def vsa() -> Json:
    facts = [
        fact(
            "stopping_volume", 1, ms(20, 14),
            {"high": "vsa.stopping_volume.1.high", "low": "vsa.stopping_volume.1.low"},
            volume_ratio=2.3, spread_ratio=1.4, close_position=0.7, status="confirmed",
        ),
        fact("no_supply", 1, ms(20, 19), volume_ratio=0.6, close_position=0.5, status="open"),
        fact("no_supply", 1, ms(20, 5), volume_ratio=0.7, close_position=0.5, status="confirmed"),
        fact("no_demand", -1, ms(19, 22), volume_ratio=0.5, close_position=0.4, status="failed"),
    ]  # fmt: skip
    prices = levels(vsa__stopping_volume__1__high=64120, vsa__stopping_volume__1__low=63610)
    return step("vsa", {"window": 60, "background": 1, "volume": "real"}, facts, prices)


def delta() -> Json:
    state = {
        "source": "taker", "estimated": False, "dominance": 0.12, "dominance_bars": 20, "side": 1,
    }  # fmt: skip
    facts = [
        fact("hold", 1, ms(21, 6), {"close": "delta.anomaly.1"}, bars=3),
        fact("anomaly", 1, ms(21, 3), {"close": "delta.anomaly.1"}, z=3.4),
        fact(
            "divergence", 1, ms(20, 19),
            {"first": "delta.divergence.1.first", "second": "delta.divergence.1.second"},
            hidden=False,
        ),
    ]  # fmt: skip
    prices = levels(
        delta__anomaly__1=65180, delta__divergence__1__first=63905,
        delta__divergence__1__second=63610,
    )  # fmt: skip
    return step("delta", state, facts, prices)


def ict() -> Json:
    facts = [
        fact("mss", 1, ms(21, 3), {"level": "ict.swept.2"}),
        fact("judas", 1, ms(21, 3), {"level": "ict.asia.bottom"}, session="london"),
        zone_fact("ote", 1, ms(21, 3), "ict.ote", overlap="ob"),
        zone_fact("pd_array", 1, ms(21, 3), "ict.pd.1", source="ob", distance_atr=0.98, score=3.0),
    ]
    prices = levels(
        ict__pdh=65900, ict__pdl=63610, ict__day_open=64700, ict__swept__2=65120,
        ict__asia__top=64900, ict__asia__bottom=63940, ict__ote__top=64430, ict__ote__bottom=64150,
        ict__pd__1__top=64420, ict__pd__1__bottom=64180,
    )  # fmt: skip
    return step("ict", {"sessions": True, "position": 0.46, "bias": 1}, facts, prices)


PLAN_LEVELS = {
    "smc.ob.1.top": "64420",
    "smc.ob.1.bottom": "64180",
    "wyckoff.spring": "63610",
    "wyckoff.range.bottom": "63900",
    "plan.upper": "65120",
    "plan.lower": "63900",
    "plan.confirm": "64520",
    "plan.target.1": "65120",
    "smc.pool.1": "66250",
    "plan.target.3": "67100",
    "plan.below.1": "63080",
}

KEY_ZONE = {"top": "smc.ob.1.top", "bottom": "smc.ob.1.bottom"}


def scenarios() -> list[Json]:
    return [
        {
            "side": "bull",
            "trigger": "plan.upper",
            "targets": ["smc.pool.1", "plan.target.3"],
            "invalidation": "wyckoff.range.bottom",
        },
        {
            "side": "bear",
            "trigger": "plan.lower",
            "targets": ["plan.below.1"],
            "invalidation": "plan.upper",
        },
        {"side": "neutral", "trigger": "plan.upper", "targets": [], "invalidation": None},
    ]


def long_plan() -> Json:
    targets = ["plan.target.1", "smc.pool.1", "plan.target.3"]
    leg = {
        "side": "long",
        "entry_type": "limit",
        "entry_zone": KEY_ZONE,
        "stop": "wyckoff.spring",
        "targets": [
            {"level": level, "share": share}
            for level, share in zip(targets, ("0.5", "0.25", "0.25"), strict=True)
        ],
        "confirmation": {
            "rule": "close_beyond",
            "level": "plan.confirm",
            "timeframes": ["M15", "H1"],
        },
        "valid_bars": 24,
        "reward_risk": "1.2",
    }
    return {
        "version": 1,
        "bias": "long",
        "key_zone": KEY_ZONE,
        "scenarios": scenarios(),
        "legs": [leg],
        "levels": PLAN_LEVELS,
        "reasons": [],
    }


def wait_plan(*reasons: str) -> Json:
    return {**long_plan(), "bias": "wait", "legs": [], "reasons": list(reasons)}


def empty_plan() -> Json:
    return {
        "version": 1, "bias": "wait", "key_zone": None, "scenarios": [], "legs": [], "levels": {},
        "reasons": ["no_atr"],
    }  # fmt: skip


def rich(**changes: Any) -> Json:
    data = {
        "instrument": "BTC/USDT",
        "timeframe": "H1",
        "as_of": AS_OF,
        "time_zone": "UTC",
        "source": "Binance",
        "tick": "1",
        "steps": [wyckoff(), smc(), vsa(), delta(), ict()],
        "plan": long_plan(),
    }
    return {**data, **changes}
