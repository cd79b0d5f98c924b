"""The rows a picture is made from, and the questions every family of them asks."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from maxsignal_posts.chart.kinds import Family, Row, name_of
from maxsignal_posts.chart.spec import ChartBars
from maxsignal_posts.ledger import to_tick
from maxsignal_posts.style import words

# Kinds asked for by name are shown in number: that is how a detector is judged.
_MANY = 24


@dataclass(frozen=True, slots=True)
class View:
    """What to draw of a series and what to call it.

    `shown` bars at the end of the series; of `methods` (none: all) the `kinds` ("smc.fvg"; none: the
    usual ones), at most `most` of each family, none: as many as stay readable. Where kinds or a number
    are asked for, what has ended is drawn too.
    """

    title: str
    origin: str
    language: str
    timeframe: str
    time_zone: str
    tick: Decimal
    shown: int = 80
    methods: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    most: int | None = None

    @property
    def everything(self) -> bool:
        return bool(self.kinds) or self.most is not None

    def draws(self, method: str) -> bool:
        """Does the picture show anything of the method?"""
        if self.methods and method not in self.methods:
            return False
        return not self.kinds or any(kind.startswith(f"{method}.") for kind in self.kinds)


class Session(NamedTuple):
    """Trading hours by their name in the words, from the first bar to the last."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Table:
    """The rows of one picture and the answers every family asks of them."""

    bars: ChartBars
    view: View
    rows: tuple[Row, ...]
    by_id: dict[int, Row] = field(init=False)
    _named: dict[str, list[Row]] = field(init=False)

    def __post_init__(self) -> None:
        named: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            named[name_of(row)].append(row)
        object.__setattr__(self, "_named", named)
        object.__setattr__(self, "by_id", {row.id: row for row in self.rows})

    @property
    def first(self) -> int:
        """The first bar shown."""
        return max(0, len(self.bars) - self.view.shown)

    @property
    def last_close(self) -> float:
        return self.bars.close[-1]

    def of(self, family: Family) -> list[Row]:
        """The family's rows that were asked for, newest known first."""
        wanted = [kind for kind in (*family.kinds, *family.extra) if self._asked(kind, family)]
        found = [row for kind in wanted for row in self._named.get(kind, ())]
        return sorted(found, key=lambda row: (-row.known, -row.bar, name_of(row), row.id))

    def _asked(self, kind: str, family: Family) -> bool:
        if self.view.methods and kind.partition(".")[0] not in self.view.methods:
            return False
        return kind in (self.view.kinds or family.kinds)

    def most(self, family: Family) -> int:
        if self.view.most is not None:
            return self.view.most
        return _MANY if self.view.kinds else family.most

    def price(self, value: float) -> Decimal:
        return to_tick(Decimal(repr(value)), self.view.tick)

    def ms(self, bar: int) -> int:
        return self.bars.ts_ms[bar]

    def ms_or_none(self, bar: int | None) -> int | None:
        return None if bar is None else self.bars.ts_ms[bar]

    def label(self, row: Row, name: str = "") -> str:
        """The word of its kind; of two the second is bearish."""
        word = words(self.view.language)["chart"]["labels"][name or name_of(row)]
        return word if isinstance(word, str) else str(word[row.direction < 0])

    def in_sight(self, row: Row) -> bool:
        """Inside the prices the candles span, give or take a little."""
        low, high = min(self.bars.low[self.first :]), max(self.bars.high[self.first :])
        margin = (high - low) * 0.04
        return row.top >= low - margin and row.bottom <= high + margin

    def distance(self, row: Row) -> float:
        """From the last close to the nearer edge."""
        return max(row.bottom - self.last_close, self.last_close - row.top, 0.0)
