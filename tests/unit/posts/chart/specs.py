"""Specs to draw, and what can be read back from the SVG of one."""

from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from maxsignal_posts.chart import ChartBars, ChartLevel, ChartMark, ChartSpan, ChartSpec, ChartZone, Tone

HOUR_MS = 3_600_000
START_MS = 1_794_787_200_000  # Mon 2026-11-16 00:00 UTC
CENT = Decimal("0.01")
SVG = "{http://www.w3.org/2000/svg}"


def hourly(closes: list[float], volume: float = 10.0) -> ChartBars:
    """Bars whose opens are the closes before them, with a wick of one to either side."""
    opens = [closes[0], *closes[:-1]]
    pairs = list(zip(opens, closes, strict=True))
    return ChartBars(
        ts_ms=tuple(START_MS + n * HOUR_MS for n in range(len(closes))),
        open=tuple(opens),
        high=tuple(max(pair) + 1 for pair in pairs),
        low=tuple(min(pair) - 1 for pair in pairs),
        close=tuple(closes),
        volume=(volume,) * len(closes),
    )


WAVES = hourly([100 + 8 * abs((n % 26) - 13) / 13 + n / 10 for n in range(80)])


def at(bar: int) -> int:
    return START_MS + bar * HOUR_MS


def spec(
    bars: ChartBars = WAVES,
    *,
    zones: tuple[ChartZone, ...] = (),
    levels: tuple[ChartLevel, ...] = (),
    marks: tuple[ChartMark, ...] = (),
    spans: tuple[ChartSpan, ...] = (),
    tick: Decimal = CENT,
    language: str = "en",
    timeframe: str = "H1",
    title: str = "BTC/USDT · H1",
) -> ChartSpec:
    return ChartSpec(
        title,
        "a sample",
        language,
        timeframe,
        "Europe/Moscow",
        tick,
        bars,
        zones,
        levels,
        marks,
        spans,
        "note",
    )


def zone(id_: str = "z1", top: str = "107", bottom: str = "105", **times: int | None) -> ChartZone:
    begun = {"from_ms": at(10), "known_ms": at(12), "end_ms": None} | times
    return ChartZone(id_, "FVG", Tone.BULL, Decimal(top), Decimal(bottom), **begun)  # type: ignore[arg-type]


def tagged(id_: str, price: str, label: str = "Stop") -> ChartLevel:
    return ChartLevel(id_, label, Tone.STOP, Decimal(price), at(0), at(0), tagged=True)


def mark(id_: str, bar: int, label: str, *, above: bool = True) -> ChartMark:
    return ChartMark(id_, label, Tone.BEAR, Decimal(105), at(bar), at(bar), above)


RICH = spec(
    zones=(zone(), zone("z2", "103", "102", end_ms=at(40)), zone("z3", "108", "107.5")),
    levels=(
        tagged("plan.entry", "104.5", "Entry"),
        tagged("plan.stop", "103.9"),
        tagged("plan.t1", "104.7", "TP1"),
        ChartLevel("bos", "BOS", Tone.BULL, Decimal(109), at(30), at(52), at(52)),
    ),
    marks=(mark("m1", 26, "HH"), mark("m2", 26, "Sweep"), mark("m3", 39, "LL", above=False)),
    spans=(ChartSpan("s", "London", at(50), at(53)),),
    language="ru",
)


@dataclass(frozen=True)
class Seen:
    """A label as drawn."""

    id: str
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Seen") -> bool:
        # coordinates are written with one decimal
        slack = 0.25
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.bottom, other.bottom) - max(self.top, other.top) > slack
        )


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own SVG, without entities


def labels_of(svg: str) -> list[Seen]:
    groups = [group for group in parsed(svg).iter(f"{SVG}g") if group.get("class") == "label"]
    return [_seen(group) for group in groups]


def _seen(group: ET.Element) -> Seen:
    box, text = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
    assert box is not None
    assert text is not None
    left, top, width, height = (float(box.get(name, "")) for name in ("x", "y", "width", "height"))
    return Seen(group.get("data-id", ""), text.text or "", left, top, left + width, top + height)


def texts_of(svg: str) -> list[ET.Element]:
    return list(parsed(svg).iter(f"{SVG}text"))


@st.composite
def crowded(draw: st.DrawFn) -> ChartSpec:
    """Anything a caller may put into a picture, most of it in one place."""
    count, scale = draw(st.integers(1, 90)), draw(st.sampled_from([1e-8, 1.0, 1e4]))
    steps = draw(st.lists(st.integers(-9, 9), min_size=count, max_size=count))
    closes = [scale * (200 + sum(steps[: n + 1])) for n in range(count)]
    bars = ChartBars(
        tuple(at(n) for n in range(count)),
        tuple(closes),
        tuple(close * 1.01 for close in closes),
        tuple(close * 0.99 for close in closes),
        tuple(closes),
        tuple(float(abs(step)) for step in steps),
    )
    tick = Decimal(repr(scale)) / 100
    return spec(
        bars,
        zones=tuple(_zones(draw, count, closes[-1], tick)),
        levels=tuple(_levels(draw, count, closes[-1], tick)),
        marks=tuple(_marks(draw, count, closes, tick)),
        tick=tick,
        language=draw(st.sampled_from(["ru", "en"])),
        title=draw(st.text(max_size=80)),
    )


def _words(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["FVG", "CHoCH", "Распределение"]) | st.text(max_size=40))


def _price(draw: st.DrawFn, near: float, tick: Decimal) -> Decimal:
    return Decimal(repr(near)) + draw(st.integers(-3000, 3000)) * tick


def _times(draw: st.DrawFn, count: int) -> tuple[int, int, int | None]:
    begun, known, end = sorted(draw(st.tuples(*[st.integers(-20, count - 1)] * 3)))
    return at(begun), at(known), draw(st.sampled_from([None, at(end)]))


def _zones(draw: st.DrawFn, count: int, near: float, tick: Decimal) -> list[ChartZone]:
    return [_zone(draw, f"z{n}", count, near, tick) for n in range(draw(st.integers(0, 12)))]


def _zone(draw: st.DrawFn, id_: str, count: int, near: float, tick: Decimal) -> ChartZone:
    bottom, top = sorted((_price(draw, near, tick), _price(draw, near, tick)))
    tone = draw(st.sampled_from(Tone))
    return ChartZone(id_, _words(draw), tone, top, bottom, *_times(draw, count))


def _levels(draw: st.DrawFn, count: int, near: float, tick: Decimal) -> list[ChartLevel]:
    plain = draw(st.integers(0, 8))
    return [
        ChartLevel(
            f"l{n}",
            _words(draw),
            draw(st.sampled_from(Tone)),
            _price(draw, near, tick),
            *_times(draw, count),
            tagged=n >= plain,
        )
        for n in range(plain + draw(st.integers(0, 16)))
    ]


def _marks(draw: st.DrawFn, count: int, closes: list[float], tick: Decimal) -> list[ChartMark]:
    bars = draw(st.lists(st.integers(0, count - 1), max_size=20))
    return [
        ChartMark(
            f"m{n}",
            _words(draw),
            draw(st.sampled_from(Tone)),
            _price(draw, closes[bar], tick),
            at(bar),
            at(bar),
            draw(st.booleans()),
        )
        for n, bar in enumerate(bars)
    ]
