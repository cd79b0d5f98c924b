"""Where everything of a picture goes: panes, scales, the gutter for names, the column of price tags."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from maxsignal_posts.chart.boxes import Box
from maxsignal_posts.chart.letters import fitted, text_width
from maxsignal_posts.chart.scales import BarScale, PriceScale, price_steps
from maxsignal_posts.chart.spec import ChartLevel, ChartSpec, ChartZone
from maxsignal_posts.ledger import to_tick
from maxsignal_posts.style import Style, words

SIZE = 1080
# Nothing is smaller: at 390 px, a phone's width, it still is 10 px high.
TEXT = 28
TITLE = 44
LABEL_HEIGHT = 36
PADDING = 7

_EDGE = 20
_HEADER = 126
_PRICES_END, _VOLUME_END = 870, 976
_PRICE_MARGIN = 50
_GRID_LINES = 7
_LABEL_MOST = 250
_GUTTER_LEAST, _GUTTER_MOST = 26, 150
_BAR_WIDEST = 24


@dataclass(frozen=True)
class Layout:
    """The geometry of one spec; computed once, read by every layer."""

    spec: ChartSpec

    @cached_property
    def style(self) -> Style:
        return Style.of(self.spec.language)

    def word(self, key: str) -> str:
        return str(words(self.spec.language)["chart"][key])

    @property
    def volume_word(self) -> str:
        return self.word("volume" if any(self.spec.bars.volume) else "no_volume")

    @cached_property
    def live(self) -> list[ChartZone | ChartLevel]:
        """What reaches to the right edge and is named there."""
        items: tuple[ChartZone | ChartLevel, ...] = (*self.spec.zones, *self.spec.levels)
        return [item for item in items if item.end_ms is None]

    @cached_property
    def last(self) -> Decimal:
        return to_tick(Decimal(repr(self.spec.bars.close[-1])), self.spec.tick)

    def price_text(self, price: Decimal) -> str:
        exponent = self.spec.tick.normalize().as_tuple().exponent
        return self.style.number(to_tick(price, self.spec.tick), max(0, -int(exponent)))

    def label(self, words_: str) -> str:
        """A label as it is drawn: legible and not too wide."""
        return fitted(words_, TEXT, _LABEL_MOST - 2 * PADDING)

    @cached_property
    def pane(self) -> Box:
        return Box(_EDGE, _HEADER, SIZE - _EDGE - self._tag_width, _PRICES_END)

    @cached_property
    def volume(self) -> Box:
        return Box(self.pane.left, _PRICES_END + 10, self.pane.right, _VOLUME_END)

    @cached_property
    def axis(self) -> Box:
        """The column of price tags."""
        return Box(self.pane.right, self.pane.top, SIZE - _EDGE / 2, self.pane.bottom)

    @cached_property
    def prices(self) -> PriceScale:
        """Every candle is inside, every tag and whatever a text speaks of."""
        levels = [level.price for level in self.spec.levels if level.tagged or level.cites]
        edges = [edge for zone in self.spec.zones if zone.cites for edge in (zone.top, zone.bottom)]
        bars = self.spec.bars
        prices = (*bars.low, *bars.high, *map(float, levels), *map(float, edges))
        return PriceScale.covering(prices, self._whole_pane, _PRICE_MARGIN)

    @cached_property
    def bars(self) -> BarScale:
        names = (text_width(self.label(item.label), TEXT) for item in self.live)
        gutter = max(names, default=0.0) + 2 * PADDING + 14
        right = self.pane.right - min(max(gutter, _GUTTER_LEAST), _GUTTER_MOST)
        return BarScale.filling(self.spec.bars.ts_ms, self.pane.left, right, _BAR_WIDEST)

    @cached_property
    def grid(self) -> list[Decimal]:
        return list(price_steps(self.prices, self.spec.tick, _GRID_LINES))

    @cached_property
    def candles(self) -> list[Box]:
        """What labels had better not cover."""
        half, bars = self.bars.body / 2, self.spec.bars
        return [
            Box(x - half, self.prices.y(high), x + half, self.prices.y(low))
            for x, high, low in zip(map(self.bars.middle, bars.ts_ms), bars.high, bars.low, strict=True)
        ]

    @cached_property
    def _tag_width(self) -> float:
        tagged = (level.price for level in self.spec.levels if level.tagged)
        prices = [*self.grid, *tagged, self.last]
        widest = max(text_width(self.price_text(price), TEXT, bold=True) for price in prices)
        return max(widest, text_width(self.volume_word, TEXT)) + 2 * PADDING

    @cached_property
    def _whole_pane(self) -> Box:
        # prices depend on the height alone: the width follows from them
        return Box(0, _HEADER, SIZE, _PRICES_END)
