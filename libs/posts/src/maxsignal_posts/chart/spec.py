"""What a picture shows, in data: the same ids as the post, nothing that was unknown at its last candle.

A spec feeds the SVG, the dashboard's chart and the alt text alike. Times are bar open times in UTC ms.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from maxsignal_posts.errors import PostError

# Levels with a price tag: more do not fit beside each other on the price axis.
MOST_TAGS = 16


class Tone(StrEnum):
    """What a thing says; the palette turns it into a colour."""

    BULL = "bull"
    BEAR = "bear"
    NEUTRAL = "neutral"
    LAST = "last"
    ENTRY = "entry"
    STOP = "stop"
    TARGET = "target"

    @classmethod
    def of(cls, direction: int) -> "Tone":
        return (cls.NEUTRAL, cls.BULL, cls.BEAR)[direction]


@dataclass(frozen=True, slots=True)
class ChartBars:
    """Closed candles by column, oldest first."""

    ts_ms: tuple[int, ...]
    open: tuple[float, ...]
    high: tuple[float, ...]
    low: tuple[float, ...]
    close: tuple[float, ...]
    volume: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.ts_ms)

    def last(self, count: int) -> "ChartBars":
        columns = (self.ts_ms, self.open, self.high, self.low, self.close, self.volume)
        ts_ms, *values = (column[-count:] for column in columns)
        return ChartBars(ts_ms, *values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ChartZone:
    """A box between two prices; `end_ms` is the bar that filled or invalidated it, None while it lives.

    `cites`: the level ids of a post whose prices its edges are.
    """

    id: str
    label: str
    tone: Tone
    top: Decimal
    bottom: Decimal
    from_ms: int
    known_ms: int
    end_ms: int | None = None
    rank: int = 0
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartLevel:
    """A line at one price. `tagged` puts the price on the axis; a tag is never left out.

    A line that ends at its `known_ms` leads to the bar that made it known, as a break of structure does.
    `cites`: the level ids of a post that have this price.
    """

    id: str
    label: str
    tone: Tone
    price: Decimal
    from_ms: int
    known_ms: int
    end_ms: int | None = None
    tagged: bool = False
    rank: int = 0
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A word at one bar, above its high or below its low."""

    id: str
    label: str
    tone: Tone
    price: Decimal
    at_ms: int
    known_ms: int
    above: bool
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ChartSpan:
    """A stretch of time, such as a session: first and last bar, or to the end of the picture."""

    id: str
    label: str
    from_ms: int
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Everything a picture is made of; `note` is one line under it. Lower ranks get their place first."""

    title: str
    subtitle: str
    language: str
    timeframe: str
    time_zone: str
    tick: Decimal
    bars: ChartBars
    zones: tuple[ChartZone, ...] = ()
    levels: tuple[ChartLevel, ...] = ()
    marks: tuple[ChartMark, ...] = ()
    spans: tuple[ChartSpan, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for holds, code, detail in _RULES:
            if not holds(self):
                raise PostError(code, detail)

    @property
    def known_ms(self) -> int:
        """The bar at whose close everything in the picture was known."""
        return self.bars.ts_ms[-1]

    @property
    def level_ids(self) -> frozenset[str]:
        """The level set of the picture: of a post's, exactly what its text cites."""
        items: tuple[ChartZone | ChartLevel, ...] = (*self.zones, *self.levels)
        return frozenset(id_ for item in items for id_ in (item.cites or (item.id,)))


def _whole(spec: ChartSpec) -> bool:
    bars = spec.bars
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume)
    return len(bars) > 0 and all(len(column) == len(bars) for column in columns)


def _in_order(spec: ChartSpec) -> bool:
    return all(before < after for before, after in pairwise(spec.bars.ts_ms))


def _causal(spec: ChartSpec) -> bool:
    drawn: tuple[ChartZone | ChartLevel | ChartMark, ...] = (*spec.zones, *spec.levels, *spec.marks)
    lasting: tuple[ChartZone | ChartLevel | ChartSpan, ...] = (*spec.zones, *spec.levels, *spec.spans)
    ends = [item.end_ms for item in lasting if item.end_ms is not None]
    return all(ms <= spec.known_ms for ms in (*(item.known_ms for item in drawn), *ends))


def _few_tags(spec: ChartSpec) -> bool:
    return sum(level.tagged for level in spec.levels) <= MOST_TAGS


def _real_tick(spec: ChartSpec) -> bool:
    return spec.tick.is_finite() and spec.tick > 0


_RULES: tuple[tuple[Callable[[ChartSpec], bool], str, str], ...] = (
    (_whole, "bad_candles", "a picture needs candles in columns of one length"),
    (_in_order, "bad_candles", "candles of a picture follow each other in time"),
    (_causal, "not_yet_known", "a picture shows nothing that became known after its last candle"),
    (_few_tags, "too_many_levels", f"at most {MOST_TAGS} levels fit on the price axis"),
    (_real_tick, "bad_tick", "a tick is a positive number"),
)
