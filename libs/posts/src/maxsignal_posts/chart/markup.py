"""The few SVG elements a picture is made of; whatever comes from outside is escaped here."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from maxsignal_posts.chart.boxes import Box
from maxsignal_posts.chart.letters import CAP_HEIGHT, FAMILY

DASHED, DOTTED = "10 7", "2 6"
type Point = tuple[float, float]


def number(value: float) -> str:
    """One decimal: a tenth of a pixel is nothing, and equal pictures stay equal bytes."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, inner: str = "", /, **attributes: str | float | None) -> str:
    """An element; inner `_` of an attribute stands for `-`, a last one for nothing; None leaves it out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def group(items: Iterable[str], **attributes: str) -> str:
    return element("g", "".join(items), **attributes)


def rectangle(box: Box, **attributes: str | float | None) -> str:
    return element("rect", x=box.left, y=box.top, width=box.width, height=box.height, **attributes)


def line(start: Point, end: Point, colour: str, *, width: float = 2, dash: str | None = None) -> str:
    (x1, y1), (x2, y2) = start, end
    return element(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dash
    )


def text(words: str, left: float, middle: float, size: float, colour: str, *, bold: bool = False) -> str:
    """Words whose capitals are centred on `middle`; `words` must be legible already."""
    return element(
        "text",
        escape(words),
        x=left,
        y=middle + size * CAP_HEIGHT / 2,
        font_family=FAMILY,
        font_size=size,
        font_weight="bold" if bold else None,
        fill=colour,
    )
