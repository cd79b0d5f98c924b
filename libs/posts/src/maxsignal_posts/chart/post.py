"""A post's picture: exactly the levels its text cites, the plan's with their prices on the axis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from maxsignal_posts.chart.spec import MOST_TAGS, ChartBars, ChartLevel, ChartSpec, ChartZone, Tone
from maxsignal_posts.chart.times import TimeAxis
from maxsignal_posts.inputs import Fact, PlanView, PostInput
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.render import Post
from maxsignal_posts.style import words

SHOWN = 80
# The last price has its own tag in every picture.
_LAST = "last"
_TOP, _BOTTOM = ".top", ".bottom"


class _Role(NamedTuple):
    """What the plan uses a level for: a word and its tone."""

    word: str
    tone: Tone


def chart_of_post(data: PostInput, post: Post, bars: ChartBars, shown: int = SHOWN) -> ChartSpec:
    """The spec of the last `shown` bars; its level set is what the post cites, but for the last price."""
    seen = bars.last(shown)
    reading = _Reading(data, post.ledger, post.cited - {_LAST}, post.language, seen)
    chart = words(post.language)["chart"]
    axis = TimeAxis(post.language, data.time_zone, data.timeframe)
    until = chart["until"].format(day=axis.day(seen.ts_ms[-1]))
    return ChartSpec(
        title=f"{data.instrument} \u00b7 {data.timeframe}",
        subtitle=f"{data.source} \u00b7 {until}",
        language=post.language,
        timeframe=data.timeframe,
        time_zone=data.time_zone,
        tick=data.tick,
        bars=seen,
        zones=tuple(_zones(reading)),
        levels=(*_tags(reading), *_lines(reading)),
        note=chart["dotted"],
    )


@dataclass(frozen=True)
class _Reading:
    """The cited levels with all that the input says about them."""

    data: PostInput
    ledger: Ledger
    cited: frozenset[str]
    language: str
    bars: ChartBars

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The newest fact that names a level."""
        named = [
            (id_, fact) for step in self.data.steps for fact in step.facts for id_ in fact.levels.values()
        ]
        return dict(reversed(named))

    @cached_property
    def roles(self) -> Mapping[str, _Role]:
        """By level id, what matters most first; a level that plays two parts is told by the first."""
        roles: dict[str, _Role] = {}
        for id_, role in _roles(self.data.plan):
            if id_ in self.cited:
                roles.setdefault(id_, role)
        return roles

    @cached_property
    def prices(self) -> list[tuple[Decimal, tuple[str, ...]]]:
        """Ids that are no edge of a zone, or have a role, by price; roles first."""
        edges = {base + edge for base in self.zones for edge in (_TOP, _BOTTOM)}
        ids = (*self.roles, *sorted(self.cited - self.roles.keys() - edges))
        price = self.ledger.price
        return [(at, tuple(same)) for at, same in groupby(sorted(ids, key=price), key=price)]

    @cached_property
    def zones(self) -> list[str]:
        """Names of the zones of which both edges are cited."""
        tops = (id_.removesuffix(_TOP) for id_ in self.cited if id_.endswith(_TOP))
        return sorted(base for base in tops if base + _BOTTOM in self.cited)

    def times(self, id_: str) -> tuple[int, int]:
        """Where it is drawn from and when it was known; what no fact dates begins at the last bar."""
        fact, last = self.facts.get(id_), self.bars.ts_ms[-1]
        if fact is None or fact.bar_ms is None or fact.known_ms is None:
            return last, last
        return fact.bar_ms, fact.known_ms

    def tone(self, id_: str) -> Tone:
        fact = self.facts.get(id_)
        return Tone.NEUTRAL if fact is None else Tone.of(fact.direction)

    def label(self, id_: str) -> str:
        """The word of the fact that names it, or of what its id says it is."""
        method, kind, *_ = id_.split(".")
        chart = words(self.language)["chart"]
        if (fact := self.facts.get(id_)) is not None:
            names = [f"{owner}.{fact.values.get('source', fact.kind)}" for owner in (method, "smc")]
            names.append(f"{method}.{fact.kind}")
            word = next((chart["labels"][name] for name in names if name in chart["labels"]), None)
            if word is not None:
                return word if isinstance(word, str) else str(word[fact.direction < 0])
        return str(chart["others"].get(kind, kind.upper().replace("_", " ")))


def _roles(plan: PlanView) -> Iterator[tuple[str, _Role]]:
    """Level ids of the plan, what matters most first."""
    for leg in plan.legs:
        yield leg.stop, _Role("stop", Tone.STOP)
        yield leg.entry_zone.top, _Role("entry", Tone.ENTRY)
        yield leg.entry_zone.bottom, _Role("entry", Tone.ENTRY)
        yield from ((target, _Role("target", Tone.TARGET)) for target in leg.targets)
    for scenario, word, tone in ((plan.bull, "bull", Tone.BULL), (plan.bear, "bear", Tone.BEAR)):
        if scenario.trigger:
            yield scenario.trigger, _Role(word, tone)
        yield from ((target, _Role("target", tone)) for target in scenario.targets)


def _zones(reading: _Reading) -> Iterator[ChartZone]:
    for n, base in enumerate(reading.zones):
        edges = (base + _TOP, base + _BOTTOM)
        bottom, top = sorted(map(reading.ledger.price, edges))
        role = reading.roles.get(edges[0])
        begun, known = reading.times(edges[0])
        yield ChartZone(
            id=base,
            label="" if role else reading.label(edges[0]),
            tone=role.tone if role else reading.tone(edges[0]),
            top=top,
            bottom=bottom,
            from_ms=begun,
            known_ms=known,
            rank=n,
            cites=edges,
        )


def _tags(reading: _Reading) -> Iterator[ChartLevel]:
    """The plan's levels, one tag a price, to the right of the last bar: that is when they were decided."""
    plan, last = words(reading.language)["chart"]["plan"], reading.bars.ts_ms[-1]
    told = [(price, ids) for price, ids in reading.prices if ids[0] in reading.roles]
    for n, (price, ids) in enumerate(told):
        role = reading.roles[ids[0]]
        yield ChartLevel(
            id=ids[0],
            label=plan[role.word],
            tone=role.tone,
            price=price,
            from_ms=last,
            known_ms=last,
            tagged=n < MOST_TAGS,
            cites=ids,
        )


def _lines(reading: _Reading) -> Iterator[ChartLevel]:
    """What else the text cites: evidence, drawn from the bar it comes from."""
    rest = [(price, ids) for price, ids in reading.prices if ids[0] not in reading.roles]
    for n, (price, ids) in enumerate(rest):
        begun, known = reading.times(ids[0])
        yield ChartLevel(
            id=ids[0],
            label=reading.label(ids[0]),
            tone=reading.tone(ids[0]),
            price=price,
            from_ms=begun,
            known_ms=known,
            rank=100 + n,
            cites=ids,
        )
