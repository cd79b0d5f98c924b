"""The letters of the picture: bundled, measured by their own advances, nothing taken from the system."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FAMILY = "Noto Sans"
REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
# Height of a capital letter over the font size.
CAP_HEIGHT = 0.714
UNKNOWN = "?"
ELLIPSIS = "\u2026"
# What the font lacks and what stands in for it: the minus sign, line breaks.
_STAND_INS = str.maketrans({"\u2212": "\u2013", "\n": " ", "\t": " "})


def font_file(name: str) -> Traversable:
    return files(__package__) / "fonts" / name


@cache
def _advances(name: str) -> Mapping[str, float]:
    """Width of every letter over the font size."""
    with as_file(font_file(name)) as path, TTFont(path, lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def legible(text: str) -> str:
    """The text in letters the font has; control characters go, others become a question mark."""
    known = _advances(REGULAR)
    plain = text.translate(_STAND_INS)
    return "".join(
        char if char in known else UNKNOWN for char in plain if char.isprintable() or char in known
    )


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    advances = _advances(BOLD if bold else REGULAR)
    return size * sum(advances[char] for char in text)


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The legible text, cut with an ellipsis where it is wider than the room."""
    whole = legible(text)
    if text_width(whole, size, bold=bold) <= room:
        return whole
    while whole and text_width(whole + ELLIPSIS, size, bold=bold) > room:
        whole = whole[:-1].rstrip()
    return whole + ELLIPSIS
