"""Why a bar is a step of a Wyckoff range: the rule of its step, on the range as it stood then.

An event carries the edges of its range; what else a rule needs is read from the steps told before it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maxsignal_methods.events import Event
from maxsignal_methods.methods.vsa.explain import climactic
from maxsignal_methods.params import WyckoffParams
from maxsignal_methods.reasons import Case, Condition, Reason, Relation, View, measure

STEPS_OF_B = ("sos_failed", "lps_failed")
STEPS_OF_D = ("sign_of_strength", "last_point_of_support", *STEPS_OF_B)


@dataclass(frozen=True, slots=True)
class Story:
    """One side's range at an event, prices as that side sees them."""

    case: Case
    view: View
    climax: Event
    before: list[Event]

    @property
    def rule(self) -> WyckoffParams:
        return self.case.params.wyckoff

    @property
    def event(self) -> Event:
        return self.case.event

    @property
    def support(self) -> float:
        return self.view.bottom(self.event)

    @property
    def resistance(self) -> float:
        return self.view.top(self.event)

    @property
    def height(self) -> float:
        return self.resistance - self.support

    @property
    def close(self) -> float:
        return float(self.view.side.close[self.event.known])

    @property
    def reaction(self) -> Event:
        return self.newest("automatic_reaction")

    def newest(self, *kinds: str) -> Event:
        return next(event for event in reversed(self.before) if event.kind in kinds)

    def b_began(self) -> int:
        """The bar phase B began, or began again after strength that failed; the climax before that."""
        again = [event.known for event in self.before if event.kind in STEPS_OF_B]
        tests = [event.known for event in self.before if event.kind == "secondary_test"]
        return max([*again, *tests[:1]], default=self.climax.bar)

    def closes(self, name: str, relation: Relation, threshold: float) -> Condition:
        return self.view.price(name, self.close, relation, threshold, self.event.known)

    def bars(self, name: str, count: int, limit: int) -> Condition:
        known = self.event.known
        return measure(name, count, "<=", limit, (known - count, known), unit="bars")


def _story(case: Case) -> Story:
    ref = case.event.ref
    before = [e for e in case.table.values() if e.ref == ref and e.known < case.event.known]
    return Story(case, case.facing(case.event.direction), case.cause, before)


def _climax(case: Case) -> Iterator[Condition]:
    event, rule = case.event, case.params.wyckoff
    view, first = case.facing(event.direction), event.bar - rule.low_of
    side = view.side
    yield from climactic(case)
    lowest = side.low[first : event.bar].min()
    yield view.price("extreme_of_fall", side.low[event.bar], "<", lowest, first, event.bar)
    fall = side.high[first : event.bar].max() - side.low[event.bar]
    needed = rule.fall_atr * case.study.atr[event.bar]
    yield measure("fall", fall, ">=", needed, (first, event.bar), unit="distance")


def _reaction(case: Case) -> Iterator[Condition]:
    story = _story(case)
    event, rule, climax = case.event, story.rule, story.climax
    rise = story.view.side.high[event.bar] - story.support
    needed = rule.reaction_atr * case.study.atr[event.known]
    yield measure("rise", rise, ">=", needed, (climax.bar, event.known), unit="distance")
    yield story.bars("bars_since_climax", event.known - climax.bar, rule.reaction_bars)


def _secondary(case: Case) -> Iterator[Condition]:
    story = _story(case)
    rule, view, bar, floor = story.rule, story.view, case.event.bar, story.reaction
    height = story.resistance - view.bottom(story.before[-1])
    above, span = view.side.low[bar] - view.bottom(floor), (floor.bar, bar)
    yield measure("above_climax", above, ">=", -rule.below_h * height, span, unit="distance")
    yield measure("near_climax", above, "<=", rule.above_h * height, span, unit="distance")
    volume, since = case.study.candles.volume, (story.climax.bar, bar)
    climactic_volume = volume[story.climax.bar]
    yield measure("volume_below_climax", volume[bar], "<", climactic_volume, since, unit="volume")


def _quiet_test(case: Case) -> Iterator[Condition]:
    story = _story(case)
    yield from _secondary(case)
    bar, known = case.event.bar, case.event.known
    yield story.view.price("holds_support", story.view.side.low[bar], ">", story.support, bar)
    since = story.b_began()
    yield measure("bars_of_b", known - since, ">=", story.rule.phase_b, (since, known), unit="bars")
    ratio = case.study.volume_ratio[bar]
    yield measure("volume_ratio", ratio, "<", story.rule.test_volume, (bar, bar))


def _poke(case: Case) -> Iterator[Condition]:
    story, bar = _story(case), case.event.bar
    side, old = story.view.side, story.view.top(story.before[-1])
    yield story.view.price("pokes_beyond", side.high[bar], ">", old, bar)
    limit = story.rule.below_h * (old - story.support)
    yield measure("poke", side.high[bar] - old, "<=", limit, (bar, bar), unit="distance")
    yield story.view.price("closes_inside", side.close[bar], "<=", old, bar)


def _spring(case: Case) -> Iterator[Condition]:
    story, event = _story(case), case.event
    rule, view, known = story.rule, story.view, case.event.known
    low = view.side.low[event.bar]
    yield view.price("dips_below_support", low, "<", story.support, event.bar)
    yield story.closes("closes_back", ">", story.support)
    deepest = story.support - rule.spring_h * story.height
    yield view.price("not_too_deep", low, ">=", deepest, event.bar)
    dip, began = _dip(story), story.b_began()
    yield story.bars("bars_below", known - dip, rule.spring_bars)
    yield measure("bars_of_b", dip - began, ">=", rule.phase_b, (began, dip), unit="bars")


def _dip(story: Story) -> int:
    """First bar of the stay below support that this event ended."""
    side, bar = story.view.side, story.event.bar
    settled = max(e.known for e in story.before)
    start = bar
    while start - 1 > settled and side.close[start - 1] <= story.support:
        start -= 1
    below = [t for t in range(start, bar + 1) if side.low[t] < story.support]
    return below[0]


def _strength(case: Case) -> Iterator[Condition]:
    story, bar = _story(case), case.event.bar
    yield story.closes("closes_beyond_range", ">", story.resistance)
    span = (bar - case.params.measures.average, bar)
    yield measure("volume_ratio", case.study.volume_ratio[bar], ">=", 1, span)
    yield measure("spread_ratio", case.study.spread_ratio[bar], ">=", 1, span)


def _line(story: Story) -> float:
    """The line that strength must hold."""
    return story.resistance - story.rule.lps_h * story.height


def _support(case: Case) -> Iterator[Condition]:
    story, bar = _story(case), case.event.bar
    strength = story.newest(*STEPS_OF_D).known
    yield measure("bars_after_strength", bar - strength, ">", 0, (strength, bar), unit="bars")
    yield story.view.price("holds_line", story.view.side.low[bar], ">", _line(story), bar)


def _markup(case: Case) -> Iterator[Condition]:
    story = _story(case)
    steps = [event for event in story.before if event.kind in STEPS_OF_D]
    if steps and steps[-1].kind == "last_point_of_support":
        began = story.newest("sign_of_strength").known
        peak = story.view.side.high[began : case.event.known].max()
        yield story.view.price("closes_beyond_peak", story.close, ">", peak, began, case.event.known)
    else:
        yield story.closes("closes_range_height_beyond", ">", story.resistance + story.height)


def _breakdown(case: Case) -> Iterator[Condition]:
    story = _story(case)
    limit = story.support - story.rule.below_h * story.height
    yield story.closes("closes_through_range", "<", limit)


def _reversal(case: Case) -> Iterator[Condition]:
    story = _story(case)
    limit = story.resistance + story.rule.below_h * story.height
    yield story.closes("closes_beyond_reaction", ">", limit)


def _stale(case: Case) -> Iterator[Condition]:
    story, known = _story(case), case.event.known
    began = story.b_began()
    yield measure("bars_in_range", known - began, ">", story.rule.stale, (began, known), unit="bars")


def _strength_failed(case: Case) -> Iterator[Condition]:
    story = _story(case)
    yield story.closes("closes_below_line", "<", _line(story))


def _support_failed(case: Case) -> Iterator[Condition]:
    story = _story(case)
    low = story.view.level(story.newest("last_point_of_support"))
    yield story.closes("closes_below_support_point", "<", low)


REASONS: Mapping[str, Reason] = {
    "climax": _climax,
    "automatic_reaction": _reaction,
    "secondary_test": _secondary,
    "test": _quiet_test,
    "upper_action": _poke,
    "spring": _spring,
    "sign_of_strength": _strength,
    "last_point_of_support": _support,
    "markup": _markup,
    "breakdown": _breakdown,
    "v_reversal": _reversal,
    "stale": _stale,
    "sos_failed": _strength_failed,
    "lps_failed": _support_failed,
}
