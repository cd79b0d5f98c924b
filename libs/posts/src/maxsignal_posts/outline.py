"""What a post picks out of the facts, before any language: the newest, the nearest, the telling ones.

Nothing here judges the market anew; every pick is a fact or a level that a method or the plan stated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from maxsignal_posts.inputs import Fact, Leg, PlanView, PostInput, StepView, Zone, exact

FRESH_BARS = 30
REACH_ATR = 3
IMBALANCE_ATR = 2
# How long a climax is the background of VSA: docs/facts.md.
BACKGROUND_BARS = 50
POOL_ATR = 10
HIGHER_TIMEFRAMES = ("M15", "H1", "H4", "D1", "W1")
ZONES = ("ob", "breaker", "mitigation", "fvg", "ifvg")
# PD arrays price returns to; the others are lines where liquidity rests.
RETURN_ZONES = (*ZONES, "ote")
# What noise shows about as often as this needs saying: events in 100 bars, returns to a zone.
OFTEN, NEARLY_ALWAYS = 0.1, 0.9
# Below this a depth is printed as zero.
_TRIFLE = 0.005
_LOUD = ("stopping_volume", "climax", "upthrust", "spring_bar")


@dataclass(frozen=True, slots=True)
class Story:
    """What the headline tells: a code with a phrase in every language."""

    code: str
    direction: int = 0
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A fact and how many more of its kind and side stand beside it."""

    fact: Fact
    more: int


@dataclass(frozen=True, slots=True)
class ByChance:
    """What the post leans on and noise shows too: a Wyckoff event, a VSA sign, a zone to return to."""

    event: Fact | None
    sign: Fact | None
    zone: Fact | None


@dataclass(frozen=True, slots=True)
class Pool:
    """Resting liquidity: the level and what it is."""

    level: str
    code: str


def is_fresh(fact: Fact) -> bool:
    return fact.age is not None and fact.age <= FRESH_BARS


def followed_by(step: StepView, first: Fact, *kinds: str) -> Fact | None:
    """The newest fact of these kinds that became certain on the same side after the first one."""
    later = step.newest(*kinds, direction=first.direction)
    if later is None or (later.known_ms or 0) < (first.known_ms or 0):
        return None
    return later


def story(post: PostInput) -> Story:
    """The loudest event that agrees with the plan's bias, else the loudest one."""
    stories = [*_stories(post), Story("none" if len(post.missing) < len(post.methods) else "silence")]
    bias = {"long": 1, "short": -1}.get(post.plan.bias)
    return next((told for told in stories if told.direction == bias), stories[0])


def _stories(post: PostInput) -> Iterable[Story]:
    wyckoff, smc, ict = (post.step(method) for method in ("wyckoff", "smc", "ict"))
    if spring := fresh(wyckoff, "spring"):
        yield Story("spring", spring.direction, spring)
    if judas := fresh(ict, "judas"):
        yield Story("judas", judas.direction, judas)
    if (sweep := fresh(smc, "sweep")) and followed_by(smc, sweep, "choch"):
        yield Story("sweep_choch", sweep.direction, sweep)
    if turn := fresh(wyckoff, "sign_of_strength", "markup", "breakdown"):
        against = turn.kind == "breakdown"
        yield Story(turn.kind, -turn.direction if against else turn.direction, turn)
    if broken := smc.newest("bos", "choch"):
        yield Story(broken.kind, broken.direction, broken)
    if in_range(wyckoff):
        yield Story("range")


def in_range(wyckoff: StepView) -> bool:
    return wyckoff.get("phase") in ("A", "B", "C", "D", "E") and ("wyckoff.range.top" in wyckoff.levels)


def is_forming(wyckoff: StepView) -> bool:
    """A story has begun, but the edges of its range are not drawn yet."""
    return bool(wyckoff.facts) and wyckoff.get("phase") not in (None, "none") and not in_range(wyckoff)


def depth(fact: Fact) -> float | None:
    """How deep a level was pierced, in ATR, if it shows."""
    deep = fact.value("depth_atr")
    return deep if isinstance(deep, float | int) and deep >= _TRIFLE else None


def wyckoff_events(step: StepView) -> tuple[Fact, ...]:
    """Events of the present range, newest first; without a range whatever was seen last."""
    age = step.number("range_age")
    side = {"accumulation": 1, "distribution": -1}.get(str(step.get("side")))
    if not in_range(step) or age is None or side is None:
        return step.facts[:1]
    return tuple(f for f in step.all(direction=side) if f.age is None or f.age <= age)


def wyckoff_cancel(step: StepView) -> str:
    """The close that ends the scenario: back into a range left, beyond the spring, or beyond the range."""
    edge = "wyckoff.range.bottom" if step.get("side") == "accumulation" else "wyckoff.range.top"
    return next((level for level in ("wyckoff.hold", "wyckoff.spring") if level in step.levels), edge)


def last_breaks(step: StepView) -> tuple[Fact | None, Fact | None]:
    """The newest break of structure and the one before it."""
    newest, before, *_ = (*step.all("bos", "choch"), None, None)
    return newest, before


def trends(step: StepView) -> tuple[tuple[str, int], ...]:
    """The timeframes above that have a trend, lowest first."""
    found = ((timeframe, step.number(f"trend_{timeframe}")) for timeframe in HIGHER_TIMEFRAMES)
    return tuple((timeframe, int(side)) for timeframe, side in found if side)


def zones(step: StepView, direction: int, limit: int = 2) -> tuple[Fact, ...]:
    """Live zones of a side, nearest to the last close first."""
    last = _last(step)

    def distance(fact: Fact) -> Decimal:
        top, bottom = (step.levels[fact.levels[edge]] for edge in ("top", "bottom"))
        return max(bottom - last, last - top, Decimal(0)) if last is not None else Decimal(0)

    return tuple(sorted(step.all(*ZONES, direction=direction), key=distance)[:limit])


def imbalance_at(post: PostInput, level: str) -> Fact | None:
    """The bearish imbalance price would come back to after a close below: around or just above the level.

    Never one that a leg enters in: the reader would meet the two trades in one place.
    """
    smc, floor = post.step("smc"), post.plan.levels.get(level)
    if floor is None:
        return None

    def away(gap: Fact) -> Decimal:
        return max(smc.levels[gap.levels["bottom"]] - floor, Decimal(0))

    def taken(gap: Fact) -> bool:
        top, bottom = (smc.levels[gap.levels[edge]] for edge in ("top", "bottom"))
        zones = [leg.entry_zone for leg in post.plan.legs]
        prices = post.plan.levels
        return any(bottom <= prices[zone.top] and prices[zone.bottom] <= top for zone in zones)

    reach = IMBALANCE_ATR * exact(smc.number("atr") or 0)
    gaps = (gap for gap in smc.all("fvg", "ifvg", direction=-1) if smc.levels[gap.levels["top"]] > floor)
    near = (gap for gap in gaps if away(gap) <= reach and not taken(gap))
    return min(near, key=away, default=None)


def open_pools(step: StepView) -> tuple[Fact, ...]:
    """The nearest equal highs and equal lows that still hold liquidity within reach."""
    last, reach = _last(step), POOL_ATR * exact(step.number("atr") or 0)

    def away(pool: Fact) -> Decimal:
        return abs(step.levels[pool.levels["level"]] - last) if last is not None else Decimal(0)

    pools = [pool for pool in step.all("pool") if not pool.value("swept") and away(pool) <= reach]
    sides = ([pool for pool in pools if pool.direction == side] for side in (1, -1))
    return tuple(min(side, key=away) for side in sides if side)


def fresh(step: StepView, *kinds: str) -> Fact | None:
    """The newest fact of these kinds, unless it is old news."""
    newest = step.newest(*kinds)
    return newest if newest and is_fresh(newest) else None


def leg_side(plan: PlanView) -> int:
    """+1 for a plan that buys, -1 for one that sells, 0 for one that waits."""
    return {"long": 1, "short": -1}[plan.legs[0].side] if plan.legs else 0


def nearest_array(step: StepView, plan: PlanView) -> Fact | None:
    """The nearest PD array that is a zone within reach, on the side of the leg, or of the bias, if any."""
    zones = [array for array in step.all("pd_array") if array.value("source") in RETURN_ZONES]
    arrays = [array for array in zones if _distance_atr(array) <= REACH_ATR]
    side = leg_side(plan) or step.get("bias")
    own = [array for array in arrays if array.direction == side]
    return min(own or arrays, key=_distance_atr, default=None)


def _distance_atr(array: Fact) -> float:
    return float(array.value("distance_atr") or 0)


def zone_status(fact: Fact) -> str:
    """The furthest thing that happened to a zone."""
    for status in ("invalid", "filled", "half", "mid_lost", "touched"):
        if fact.value(status):
            return status
    return "fresh"


def zone_kind(post: PostInput, zone: Zone) -> str:
    """What a zone of the plan is: the kind of the fact that cites its edge, else its name."""
    cited = (
        str(fact.value("source")) if fact.kind == "pd_array" else fact.kind
        for step in post.steps
        for fact in step.facts
        if zone.top in fact.levels.values() and fact.kind in (*ZONES, "pd_array", "ote")
    )
    return next(cited, zone.top.split(".")[1])


def by_chance(post: PostInput) -> ByChance:
    """Of each method the first thing the post says, if its rate in noise is high."""
    told = wyckoff_events(post.step("wyckoff"))[:1], [s.fact for s in vsa_signs(post.step("vsa"), 1)]
    event, sign = (next((f for f in facts if _rate(f, "null_rate") > OFTEN), None) for facts in told)
    zone = _entry_zone(post)
    return ByChance(event, sign, zone if zone and _rate(zone, "null_share") >= NEARLY_ALWAYS else None)


def _entry_zone(post: PostInput) -> Fact | None:
    """The fact behind the plan's zone."""
    zone = post.plan.key_zone
    facts = (fact for step in post.steps for fact in step.all(*ZONES, "pd_array", "ote"))
    return next((f for f in facts if zone and zone.top in f.levels.values()), None)


def _rate(fact: Fact, name: str) -> float:
    return float(fact.value(name) or 0)


def vsa_signs(step: StepView, limit: int = 3) -> tuple[Repeated, ...]:
    """One line per kind and side, loud kinds first, then the newest; failed signs only for want of others.

    Two names for one bar are one sign to the reader.
    """
    alive = [fact for fact in step.facts if fact.value("status") != "failed"]
    groups: dict[tuple[str, int], list[Fact]] = {}
    for fact in alive or step.facts:
        groups.setdefault((fact.kind, fact.direction), []).append(fact)
    signs = [Repeated(group[0], len(group) - 1) for group in groups.values()]
    signs.sort(key=lambda sign: sign.fact.kind not in _LOUD)
    bars = [(sign.fact.bar_ms, sign.fact.direction) for sign in signs]
    once = [sign for n, sign in enumerate(signs) if bars[n] not in bars[:n]]
    return tuple(once[:limit])


def vsa_cause(step: StepView) -> Fact | None:
    """The climax that set the background; None where the trend did."""
    standing = (climax for climax in step.all("climax") if climax.value("status") != "failed")
    climax = next(standing, None)
    recent = climax is not None and climax.age is not None and climax.age < BACKGROUND_BARS
    return climax if recent else None


def newest_sweep(post: PostInput) -> Fact | None:
    """The last raid on liquidity that any method saw; one that agrees with the leg comes first."""
    found = (*post.step("ict").all("sweep", "judas"), *post.step("smc").all("sweep"))
    seen = [fact for fact in found if is_fresh(fact)]
    agreeing = [fact for fact in seen if fact.direction == leg_side(post.plan)]
    return max(agreeing or seen, key=lambda fact: fact.known_ms or 0, default=None)


def liquidity(post: PostInput, side: int) -> Pool | None:
    """The nearest resting liquidity above (+1) or below (-1) the last close."""
    smc, ict = post.step("smc"), post.step("ict")
    last = _last(smc) if smc.ok else _last(ict)
    if last is None:
        return None
    pools = [
        Pool(fact.levels["level"], "equal_highs" if side > 0 else "equal_lows")
        for fact in smc.all("pool", direction=side)
        if not fact.value("swept")
    ]
    names = ("pdh", "pwh", "swing_high", "range") if side > 0 else ("pdl", "pwl", "swing_low", "range")
    pools += [
        Pool(level, name)
        for name in names
        for step in (ict, smc)
        for level in step.levels
        if level.split(".")[1] == name
    ]
    prices = {**smc.levels, **ict.levels}
    taken = {step.levels[f.levels["level"]] for step in (ict, smc) for f in step.all("sweep") if is_fresh(f)}
    beyond = [
        pool for pool in pools if side * (prices[pool.level] - last) > 0 and prices[pool.level] not in taken
    ]
    return min(beyond, key=lambda pool: side * (prices[pool.level] - last), default=None)


def structure_trigger(post: PostInput, side: int) -> str | None:
    """The swing whose break would be the next BOS on that side."""
    smc = post.step("smc")
    last, name = _last(smc), "smc.swing_high." if side > 0 else "smc.swing_low."
    if last is None:
        return None
    swings = (level for level in smc.levels if level.startswith(name))
    beyond = [level for level in swings if side * (smc.levels[level] - last) > 0]
    return min(beyond, key=lambda level: side * (smc.levels[level] - last), default=None)


def hold(plan: PlanView) -> str | None:
    """The close that ends the plan's first leg: the scenario's if it comes between entry and stop."""
    if not plan.legs:
        return None
    leg = plan.legs[0]
    side, scenario = (1, plan.bull) if leg.side == "long" else (-1, plan.bear)
    far = plan.levels[leg.entry_zone.bottom if side > 0 else leg.entry_zone.top]
    wrong = scenario.invalidation
    if wrong and side * far >= side * plan.levels[wrong] >= side * plan.levels[leg.stop]:
        return wrong
    return leg.stop


def confirming_break(post: PostInput, leg: Leg) -> str | None:
    """The swing whose break would confirm the leg while its first target is still ahead."""
    side = 1 if leg.side == "long" else -1
    swing = structure_trigger(post, side)
    if swing is None:
        return None
    ahead = post.plan.levels[leg.targets[0]] - post.step("smc").levels[swing]
    return swing if side * ahead > 0 else None


def last_price(post: PostInput) -> Decimal | None:
    return next((last for step in post.steps if (last := _last(step)) is not None), None)


def _last(step: StepView) -> Decimal | None:
    last = step.number("last")
    return None if last is None else exact(last)
