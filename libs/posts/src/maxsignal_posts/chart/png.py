"""SVG to PNG with resvg and the bundled fonts.

It takes a core for about 0.1 s and may hold the interpreter meanwhile: callers decide where it runs.
"""

from contextlib import ExitStack
from importlib.resources import as_file

import resvg_py

from maxsignal_posts.chart.letters import BOLD, FAMILY, REGULAR, font_file


def to_png(svg: str) -> bytes:
    """The same bytes in every process: no system font, no file or address named in the SVG is read."""
    with ExitStack() as stack:
        fonts = [str(stack.enter_context(as_file(font_file(name)))) for name in (REGULAR, BOLD)]
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=fonts,
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
