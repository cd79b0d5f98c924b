"""The picture of a post or of a detector's work: spec -> SVG -> PNG."""

from maxsignal_posts.chart.alt import alt_text
from maxsignal_posts.chart.evidence import chart_of_detection
from maxsignal_posts.chart.kinds import KINDS
from maxsignal_posts.chart.layout import SIZE
from maxsignal_posts.chart.png import to_png
from maxsignal_posts.chart.post import chart_of_post
from maxsignal_posts.chart.spec import (
    MOST_TAGS,
    ChartBars,
    ChartLevel,
    ChartMark,
    ChartSpan,
    ChartSpec,
    ChartZone,
    Tone,
)
from maxsignal_posts.chart.svg import to_svg
from maxsignal_posts.chart.table import Session, View

__all__ = [
    "KINDS",
    "MOST_TAGS",
    "SIZE",
    "ChartBars",
    "ChartLevel",
    "ChartMark",
    "ChartSpan",
    "ChartSpec",
    "ChartZone",
    "Session",
    "Tone",
    "View",
    "alt_text",
    "chart_of_detection",
    "chart_of_post",
    "to_png",
    "to_svg",
]
