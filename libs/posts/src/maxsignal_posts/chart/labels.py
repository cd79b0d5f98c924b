"""Every word inside the panes finds its place: tags are pushed apart, the rest yields by rank or stays out.

No two labels overlap and none leaves the picture. Tags with their names always get a place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maxsignal_posts.chart.boxes import Box, nearest_free, push_apart
from maxsignal_posts.chart.layout import LABEL_HEIGHT, PADDING, TEXT, Layout
from maxsignal_posts.chart.letters import text_width
from maxsignal_posts.chart.markup import Point
from maxsignal_posts.chart.spec import ChartLevel, ChartMark, ChartSpan, ChartZone, Tone

_GAP = 5
_REACH = 110
_NUDGE = 9


@dataclass(frozen=True, slots=True)
class Label:
    """A placed word; `solid` is a tag on the axis, `anchor` the point it speaks of, if it is one."""

    id: str
    text: str
    tone: Tone
    box: Box
    anchor: Point | None
    solid: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    id: str
    text: str
    tone: Tone
    rank: int
    places: tuple[Box, ...]
    anchor: Point | None


def place_labels(layout: Layout) -> list[Label]:
    """Tags first, then everything else by rank."""
    placed = list(_tags(layout))
    for wish in sorted(_wishes(layout), key=lambda wish: wish.rank):
        taken = [label.box for label in placed]
        if box := nearest_free(wish.places, layout.pane, taken, layout.candles):
            placed.append(Label(wish.id, wish.text, wish.tone, box, wish.anchor))
    return placed


def _tags(layout: Layout) -> Iterator[Label]:
    """The last price and the tagged levels: prices on the axis, names beside them in the gutter."""
    levels = [level for level in layout.spec.levels if level.tagged]
    rows = [(layout.last, "last", "", Tone.LAST)]
    rows += [(level.price, level.id, layout.label(level.label), level.tone) for level in levels]
    rows.sort(key=lambda row: -row[0])
    wished = [layout.prices.y(price) - LABEL_HEIGHT / 2 for price, *_ in rows]
    tops = push_apart(wished, LABEL_HEIGHT + 2, layout.axis.top, layout.axis.bottom)
    for (price, id_, name, tone), top in zip(rows, tops, strict=True):
        anchor = (layout.axis.left, layout.prices.y(price))
        box = Box(layout.axis.left, top, layout.axis.right, top + LABEL_HEIGHT)
        yield Label(id_, layout.price_text(price), tone, box, anchor, solid=True)
        if name:
            yield Label(id_, name, tone, _ending_at(layout.pane.right - 2, top, name), anchor)


def _wishes(layout: Layout) -> Iterator[_Wish]:
    spec = layout.spec
    for zone in spec.zones:
        if zone.label and layout.prices.shows(zone.top, zone.bottom):
            yield _beside(layout, zone) if zone.end_ms is None else _in_box(layout, zone)
    for level in spec.levels:
        if not level.tagged and layout.prices.shows(level.price, level.price):
            yield _beside(layout, level) if level.end_ms is None else _on_line(layout, level)
    yield from (_at_bar(layout, mark) for mark in spec.marks)
    newest = {span.label: span for span in spec.spans}
    yield from (_over(layout, span) for span in newest.values())


def _beside(layout: Layout, item: ChartZone | ChartLevel) -> _Wish:
    """In the gutter, at the height of what it names."""
    if isinstance(item, ChartZone):
        top = max(layout.prices.y(item.top), layout.pane.top)
        bottom = min(layout.prices.y(item.bottom), layout.pane.bottom)
        middle = (top + bottom) / 2
    else:
        middle = layout.prices.y(item.price)
    name = layout.label(item.label)
    places = (
        _ending_at(layout.pane.right - 2, middle - LABEL_HEIGHT / 2 + shift, name)
        for shift in _shifts(_REACH)
    )
    return _wish(item, name, places, (layout.pane.right - 2, middle))


def _in_box(layout: Layout, zone: ChartZone) -> _Wish:
    """At the left end of a zone that has ended: over, under or in it."""
    left, right = layout.bars.middle(zone.from_ms), layout.bars.middle(zone.end_ms or zone.known_ms)
    top, bottom = layout.prices.y(zone.top), layout.prices.y(zone.bottom)
    name = layout.label(zone.label)
    heights = (
        top - LABEL_HEIGHT,
        bottom,
        top,
        bottom - LABEL_HEIGHT,
        *(top - LABEL_HEIGHT - up for up in range(_NUDGE, _REACH, _NUDGE)),
    )
    lefts = [left + shift for shift in range(0, max(1, int(right - left)), 2 * _NUDGE)]
    places = (_starting_at(x, y, name) for x in lefts for y in heights)
    return _wish(zone, name, places, (left, min(max(top, layout.pane.top), layout.pane.bottom)))


def _on_line(layout: Layout, level: ChartLevel) -> _Wish:
    """Along a line that has ended: at its middle first, on the far side of the price."""
    left, right = layout.bars.middle(level.from_ms), layout.bars.middle(level.end_ms or level.known_ms)
    y, middle = layout.prices.y(level.price), (left + right) / 2
    name = layout.label(level.label)
    sides = (y - LABEL_HEIGHT - 2, y + 2)
    heights = sides if level.tone is Tone.BULL else sides[::-1]
    half = _width(name) / 2
    places = (
        _starting_at(middle - half + shift, top, name)
        for shift in _shifts(int(max(_REACH, right - middle)))
        for top in heights
    )
    return _wish(level, name, places, (middle, y))


def _at_bar(layout: Layout, mark: ChartMark) -> _Wish:
    """Over the high or under the low of a bar, further out where it is crowded."""
    x, half = layout.bars.middle(mark.at_ms), _width(layout.label(mark.label)) / 2
    candle = layout.candles[layout.bars.index(mark.at_ms)]
    price = layout.prices.y(mark.price)
    edge = min(candle.top, price) if mark.above else max(candle.bottom, price)
    name = layout.label(mark.label)
    away = -1 if mark.above else 1
    first = edge + away * (_GAP + 6) - (LABEL_HEIGHT if mark.above else 0)
    places = (
        _starting_at(x - half + aside, first + away * out, name)
        for out in range(0, _REACH, _NUDGE)
        for aside in _shifts(90)
    )
    return _wish(mark, name, places, (x, edge))


def _over(layout: Layout, span: ChartSpan) -> _Wish:
    """At the top of the pane where the stretch of time begins; sessions that touch stand in two rows."""
    left = layout.bars.middle(span.from_ms) - layout.bars.step / 2
    name = layout.label(span.label)
    places = tuple(_starting_at(left, layout.pane.top + 2 + row * LABEL_HEIGHT, name) for row in range(2))
    return _Wish(span.id, name, Tone.LAST, 0, places, None)


def _wish(item: ChartZone | ChartLevel | ChartMark, name: str, places: Iterator[Box], anchor: Point) -> _Wish:
    return _Wish(item.id, name, item.tone, item.rank, tuple(places), anchor)


def _width(name: str) -> float:
    return text_width(name, TEXT) + 2 * PADDING


def _starting_at(left: float, top: float, name: str) -> Box:
    return Box(left, top, left + _width(name), top + LABEL_HEIGHT)


def _ending_at(right: float, top: float, name: str) -> Box:
    return Box(right - _width(name), top, right, top + LABEL_HEIGHT)


def _shifts(reach: int) -> Sequence[int]:
    """0, then further and further to both sides."""
    return [0, *(sign * shift for shift in range(_NUDGE, reach, _NUDGE) for sign in (1, -1))]
