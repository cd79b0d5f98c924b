"""A picture as SVG: text, shapes and nothing that is fetched. Equal specs give equal bytes."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from maxsignal_posts.chart.boxes import Box
from maxsignal_posts.chart.labels import Label, place_labels
from maxsignal_posts.chart.layers import draw_layers
from maxsignal_posts.chart.layout import LABEL_HEIGHT, PADDING, SIZE, TEXT, TITLE, Layout
from maxsignal_posts.chart.letters import fitted, legible, text_width
from maxsignal_posts.chart.markup import DOTTED, element, group, line, rectangle, text
from maxsignal_posts.chart.palette import BACKGROUND, MUTED, TONES
from maxsignal_posts.chart.palette import TEXT as INK
from maxsignal_posts.chart.spec import ChartSpec
from maxsignal_posts.chart.times import TimeAxis

_TITLE_MIDDLE, _SUBTITLE_MIDDLE, _TIME_MIDDLE, _NOTE_MIDDLE = 44, 96, 1004, 1050
_TIME_LABELS = 7
# A label this far from what it speaks of gets a line to it.
_FAR = 26


def to_svg(spec: ChartSpec) -> str:
    """The picture, 1080 x 1080, dark, every text at least 28 px."""
    layout = Layout(spec)
    axis = TimeAxis(spec.language, spec.time_zone, spec.timeframe)
    times = list(_time_labels(layout, axis))
    labels = place_labels(layout)
    inner = [
        element("title", escape(legible(f"{spec.title}. {spec.subtitle}"))),
        rectangle(Box(0, 0, SIZE, SIZE), fill=BACKGROUND),
        *draw_layers(layout, [bar for bar, _ in times]),
        *(words for _, words in times),
        *_grid_prices(layout, labels),
        *map(_leader, labels),
        *map(_label, labels),
        *_frame(layout, axis),
    ]
    view = f"0 0 {SIZE} {SIZE}"
    return element(
        "svg", "".join(inner), xmlns="http://www.w3.org/2000/svg", width=SIZE, height=SIZE, viewBox=view
    )


def _time_labels(layout: Layout, axis: TimeAxis) -> Iterator[tuple[int, str]]:
    """The bars the axis names, with the name drawn under them; names that would touch are left out."""
    taken = layout.pane.left
    for bar, name in axis.ticks(layout.spec.bars.ts_ms, _TIME_LABELS):
        width = text_width(name, TEXT)
        wish = layout.bars.middle(layout.spec.bars.ts_ms[bar]) - width / 2
        left = min(max(wish, layout.pane.left), layout.pane.right - width)
        if left >= taken:
            taken = left + width + 2 * PADDING
            yield bar, text(name, left, _TIME_MIDDLE, TEXT, MUTED)


def _grid_prices(layout: Layout, labels: Sequence[Label]) -> Iterator[str]:
    """Round prices on the axis where no tag stands."""
    tags = [label.box for label in labels if label.solid]
    for price in layout.grid:
        top = layout.prices.y(price) - LABEL_HEIGHT / 2
        box = Box(layout.axis.left, top, layout.axis.right, top + LABEL_HEIGHT)
        if box.within(layout.axis) and not any(box.overlap(tag) for tag in tags):
            yield text(layout.price_text(price), box.left + PADDING, box.middle, TEXT, MUTED)


def _label(label: Label) -> str:
    """A tag on its tone, a word on the background; far from its place, with a line to it."""
    tone = TONES[label.tone]
    plate = rectangle(
        label.box,
        rx=5,
        fill=tone if label.solid else BACKGROUND,
        fill_opacity=None if label.solid else "0.82",
    )
    ink = BACKGROUND if label.solid else tone
    words = text(label.text, label.box.left + PADDING, label.box.middle, TEXT, ink, bold=label.solid)
    return group((plate, words), class_="label", data_id=label.id)


def _leader(label: Label) -> str:
    if label.anchor is None:
        return ""
    box, (x, y) = label.box, label.anchor
    near = (min(max(x, box.left), box.right), min(max(y, box.top), box.bottom))
    far = abs(near[0] - x) + abs(near[1] - y) > _FAR
    # grey and dotted: in a candle's colour it would read as its wick
    return line(near, (x, y), MUTED, width=1.5, dash=DOTTED) if far else ""


def _frame(layout: Layout, axis: TimeAxis) -> Iterator[str]:
    """Title, subtitle, note, the zone of the time axis, and what the lower pane shows."""
    spec, left, room = layout.spec, layout.pane.left, SIZE - 2 * layout.pane.left
    title = fitted(spec.title, TITLE, room, bold=True)
    yield text(title, left, _TITLE_MIDDLE, TITLE, INK, bold=True)
    yield text(fitted(spec.subtitle, TEXT, room), left, _SUBTITLE_MIDDLE, TEXT, MUTED)
    yield text(fitted(spec.note, TEXT, room), left, _NOTE_MIDDLE, TEXT, MUTED)
    zone = fitted(axis.zone(spec.known_ms), TEXT, layout.axis.width - PADDING)
    yield text(zone, layout.axis.left + PADDING, _TIME_MIDDLE, TEXT, MUTED)
    yield text(layout.volume_word, layout.axis.left + PADDING, layout.volume.bottom - TEXT / 2, TEXT, MUTED)
