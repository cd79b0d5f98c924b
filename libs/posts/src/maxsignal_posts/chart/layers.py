"""What is drawn under the labels: grid, sessions, zones, candles, volume, lines, marks.

Dotted or dashed is what lies before the close at which a thing became known.
"""

from collections.abc import Iterator
from itertools import chain

from maxsignal_posts.chart.boxes import Box
from maxsignal_posts.chart.layout import Layout
from maxsignal_posts.chart.markup import DASHED, DOTTED, element, group, line, number, rectangle
from maxsignal_posts.chart.palette import DOWN, GRID, MUTED, SHADE, TONES, UP
from maxsignal_posts.chart.spec import ChartLevel, ChartMark, ChartSpan, ChartZone


def draw_layers(layout: Layout, ticks: list[int]) -> Iterator[str]:
    """From back to front; `ticks` are the bars with a vertical line."""
    spec = layout.spec
    yield group(_grid(layout, ticks), class_="grid")
    yield group(chain.from_iterable(_span(layout, span) for span in spec.spans), class_="spans")
    shown = [zone for zone in spec.zones if layout.prices.shows(zone.top, zone.bottom)]
    yield "".join(_zone(layout, zone) for zone in shown)
    yield _volume(layout)
    yield "".join(_level(layout, level) for level in spec.levels if not level.tagged)
    yield _candles(layout)
    yield "".join(_level(layout, level) for level in spec.levels if level.tagged)
    yield "".join(_mark(layout, mark) for mark in spec.marks)
    yield _last_price(layout)


def _grid(layout: Layout, ticks: list[int]) -> Iterator[str]:
    pane, volume = layout.pane, layout.volume
    for price in layout.grid:
        y = layout.prices.y(price)
        yield line((pane.left, y), (pane.right, y), GRID, width=1.5)
    for bar in ticks:
        x = layout.bars.middle(layout.spec.bars.ts_ms[bar])
        yield line((x, pane.top), (x, volume.bottom), GRID, width=1.5)
    yield line((pane.right, pane.top), (pane.right, volume.bottom), GRID, width=2)
    yield line((volume.left, volume.bottom), (volume.right, volume.bottom), GRID, width=2)


def _span(layout: Layout, span: ChartSpan) -> Iterator[str]:
    left = _opening(layout, span.from_ms)
    right = layout.bars.right if span.end_ms is None else _closing(layout, span.end_ms)
    box = Box(left, layout.pane.top, right, layout.pane.bottom)
    yield rectangle(box, fill=SHADE, fill_opacity="0.09")


def _zone(layout: Layout, zone: ChartZone) -> str:
    """Dashed until it was known, then filled until it ended; what has ended is faint."""
    colour, pane = TONES[zone.tone], layout.pane
    top = max(layout.prices.y(zone.top), pane.top)
    bottom = min(max(layout.prices.y(zone.bottom), top + 3), pane.bottom)
    start, known = _opening(layout, zone.from_ms), _closing(layout, zone.known_ms)
    end = pane.right if zone.end_ms is None else max(_closing(layout, zone.end_ms), known)
    fill, edge = (0.14, 0.7) if zone.end_ms is None else (0.07, 0.4)
    before = rectangle(
        Box(start, top, known, bottom),
        fill="none",
        stroke=colour,
        stroke_opacity=str(edge / 2),
        stroke_width=1.5,
        stroke_dasharray=DASHED,
    )
    after = rectangle(
        Box(known, top, end, bottom),
        fill=colour,
        fill_opacity=str(fill),
        stroke=colour,
        stroke_opacity=str(edge),
        stroke_width=1.5,
    )
    return group((before if known > start else "", after if end > known else ""), data_id=zone.id)


def _level(layout: Layout, level: ChartLevel) -> str:
    """A line to the right edge, or to the bar that ended it or, as with a break, made it known."""
    colour, y = TONES[level.tone], layout.prices.y(level.price)
    if not layout.pane.top <= y <= layout.pane.bottom:
        return ""
    start, known = layout.bars.middle(level.from_ms), layout.bars.middle(level.known_ms)
    if level.end_ms == level.known_ms:
        return group([line((start, y), (known, y), colour, width=2.5)], data_id=level.id)
    end = layout.pane.right if level.end_ms is None else layout.bars.middle(level.end_ms)
    before = line((start, y), (known, y), colour, dash=DOTTED)
    after = line((known, y), (end, y), colour, width=3 if level.tagged else 2, dash=_dash(level))
    return group((before if known > start else "", after if end > known else ""), data_id=level.id)


def _dash(level: ChartLevel) -> str | None:
    return None if level.tagged else DASHED


def _mark(layout: Layout, mark: ChartMark) -> str:
    """A point at its price, and dots to the bar at whose close it was known."""
    colour, y = TONES[mark.tone], layout.prices.y(mark.price)
    at, known = layout.bars.middle(mark.at_ms), layout.bars.middle(mark.known_ms)
    if not layout.pane.top <= y <= layout.pane.bottom:
        return ""
    point = element("circle", cx=at, cy=y, r=5, fill=colour)
    return group(
        (line((at, y), (known, y), colour, dash=DOTTED) if known > at else "", point), data_id=mark.id
    )


def _candles(layout: Layout) -> str:
    bars, half = layout.spec.bars, layout.bars.body / 2
    wicks: dict[str, list[str]] = {UP: [], DOWN: []}
    bodies: dict[str, list[str]] = {UP: [], DOWN: []}
    for box, open_, close in zip(layout.candles, bars.open, bars.close, strict=True):
        colour = UP if close >= open_ else DOWN
        top, bottom = sorted((layout.prices.y(open_), layout.prices.y(close)))
        x = (box.left + box.right) / 2
        wicks[colour].append(f"M{number(x)} {number(box.top)}V{number(box.bottom)}")
        bodies[colour].append(_bar(Box(x - half, top, x + half, max(bottom, top + 2))))
    return group(
        element("path", d="".join(wicks[colour]), stroke=colour, stroke_width=2)
        + element("path", d="".join(bodies[colour]), fill=colour)
        for colour in (UP, DOWN)
        if wicks[colour]
    )


def _volume(layout: Layout) -> str:
    bars, pane, half = layout.spec.bars, layout.volume, layout.bars.body / 2
    most = max(bars.volume) or 1.0
    columns: dict[str, list[str]] = {UP: [], DOWN: []}
    for ms, open_, close, volume in zip(bars.ts_ms, bars.open, bars.close, bars.volume, strict=True):
        x, height = layout.bars.middle(ms), pane.height * volume / most
        column = Box(x - half, pane.bottom - height, x + half, pane.bottom)
        columns[UP if close >= open_ else DOWN].append(_bar(column))
    return group(
        (
            element("path", d="".join(paths), fill=colour, fill_opacity="0.55")
            for colour, paths in columns.items()
            if paths
        ),
        class_="volume",
    )


def _bar(box: Box) -> str:
    left, top, wide, tall = (number(x) for x in (box.left, box.top, box.width, box.height))
    return f"M{left} {top}h{wide}v{tall}h-{wide}z"


def _last_price(layout: Layout) -> str:
    y = layout.prices.y(layout.last)
    return line(
        (layout.bars.middle(layout.spec.known_ms), y), (layout.pane.right, y), MUTED, width=1.5, dash=DOTTED
    )


def _opening(layout: Layout, ms: int) -> float:
    """The left edge of the bar."""
    return max(layout.pane.left, layout.bars.middle(ms) - layout.bars.step / 2)


def _closing(layout: Layout, ms: int) -> float:
    """The right edge of the bar."""
    middle = layout.bars.middle(ms)
    return middle + layout.bars.step / 2 if middle > layout.bars.left else middle
