"""A picture in words, for those who do not see it: what it shows, the last price, the plan's levels."""

from maxsignal_posts.chart.layout import Layout
from maxsignal_posts.chart.spec import ChartSpec


def alt_text(spec: ChartSpec) -> str:
    """Plain text from the same spec; levels with a tag, highest first, as on the axis."""
    layout = Layout(spec)
    tagged = sorted((level for level in spec.levels if level.tagged), key=lambda level: -level.price)
    told = [f"{layout.word('last')} {layout.price_text(layout.last)}"]
    told += [f"{level.label} {layout.price_text(level.price)}" for level in tagged]
    return f"{spec.title}, {layout.word('kind')}. {spec.subtitle}. {'; '.join(told)}."
