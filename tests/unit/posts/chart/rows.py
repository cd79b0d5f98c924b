"""Event rows by hand, on the waves of specs.py: 80 bars between 99 and 117, the last close at 115.28."""

from decimal import Decimal
from itertools import count

from maxsignal_methods.events import Event
from maxsignal_posts.chart import ChartSpec, Session, View, chart_of_detection
from tests.unit.posts.chart.specs import WAVES

_ids = count(1)


def row(
    name: str,
    direction: int = 1,
    *,
    bar: int = 40,
    known: int | None = None,
    level: float = 105.0,
    zone: tuple[float, float] | None = None,
    ref: int = 0,
    strength: float = 1.0,
    filled: int = -1,
    invalid: int = -1,
) -> Event:
    """An event such as "smc.fvg"; `zone` is (top, bottom)."""
    method, _, kind = name.partition(".")
    top, bottom = zone or (level, level)
    return Event(
        id=next(_ids),
        kind=kind,
        method=method,
        direction=direction,
        bar=bar,
        known=bar if known is None else known,
        level=level,
        top=top,
        bottom=bottom,
        strength=strength,
        ref=ref,
        touched=-1,
        ce=-1,
        filled=filled,
        invalid=invalid,
    )


def drawn(
    *rows: Event,
    kinds: tuple[str, ...] = (),
    methods: tuple[str, ...] = (),
    most: int | None = None,
    shown: int = 80,
    language: str = "en",
    sessions: tuple[Session, ...] = (),
) -> ChartSpec:
    view = View(
        title="BTC/USDT",
        origin="BINANCE",
        language=language,
        timeframe="H1",
        time_zone="UTC",
        tick=Decimal("0.01"),
        shown=shown,
        methods=frozenset(methods),
        kinds=frozenset(kinds),
        most=most,
    )
    return chart_of_detection(WAVES, rows, view, sessions)
