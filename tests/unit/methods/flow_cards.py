"""Textbook cards of VSA and Delta: calm bars, then a few drawn by hand, and what a reader says of them.

They lie in tests/fixtures/candles/flow. A line of bars is `open high low close volume delta` (delta may be
left out), `12 x bar | bar` for many, or `to 11:+2 12:-1`: closes and deltas of bars that open at the
previous close, with wicks of a half and volume 10. Bars of the table of events count from the first after
the calm; of those columns it leaves out the lifecycle is "never". Each card is read mirrored as well.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, override

from maxsignal_methods import Candles, detect
from maxsignal_methods.candles import DAY_MS, timeframe_ms
from maxsignal_methods.events import LIFECYCLE, rows
from tests.unit.methods import build
from tests.unit.methods.build import MONDAY_MS

FOLDER = Path(__file__).parents[2] / "fixtures/candles/flow"
# Prices are mirrored about this one.
MIDDLE = 10.0
MIRRORED = {"no_demand": "no_supply", "upthrust": "spring_bar"}
SIGNED = ("anomaly",)
BAR_COLUMNS = ("bar", "known", *LIFECYCLE)

type Bar = tuple[float, ...]
type Row = dict[str, str | float]


@dataclass(frozen=True)
class Card:
    """`broken` says which condition a near miss lacks; `midnight` is the bar that begins a new day."""

    detector: str
    title: str
    broken: str
    calm: list[Bar]
    bars: list[Bar]
    events: list[Row]
    timeframe: str
    midnight: int | None
    taker: bool

    @override
    def __str__(self) -> str:
        return f"{self.detector}: {self.title}"

    @property
    def mirrored(self) -> "Card":
        calm, bars = ([_upside_down(bar) for bar in part] for part in (self.calm, self.bars))
        kind = MIRRORED.get(self.detector, self.detector)
        events = [_mirrored(row, kind) for row in self.events]
        return replace(self, detector=kind, calm=calm, bars=bars, events=events)

    def told(self) -> list[Row]:
        """What the detectors say after the calm, in the columns the card states."""
        found = (event for event in rows(detect(self.candles()).events) if event.kind == self.detector)
        columns = ("direction", "bar", "known", *(self.events[0] if self.events else ()), *LIFECYCLE)
        told = ({name: getattr(event, name) for name in columns} for event in found)
        return [counted for row in told if (counted := _from(row, len(self.calm)))["bar"] >= 0]

    def expected(self) -> list[Row]:
        return [{**dict.fromkeys(LIFECYCLE, -1), **row} for row in self.events]

    def candles(self) -> Candles:
        drawn = [*self.calm, *self.bars]
        volume, delta = [bar[4] for bar in drawn], [bar[5] for bar in drawn]
        taker = [(size + net) / 2 for size, net in zip(volume, delta, strict=True)]
        before = len(self.calm) + (self.midnight or len(self.bars))
        start = MONDAY_MS + DAY_MS - before * timeframe_ms(self.timeframe)
        return build.candles(
            (bar[:4] for bar in drawn),
            volume=volume,
            taker=taker if self.taker else None,
            timeframe=self.timeframe,
            start_ms=start,
        )


def cards(method: str) -> Iterator[Card]:
    book = tomllib.loads((FOLDER / f"{method}.toml").read_text(encoding="utf-8"))
    for detector, page in book["detector"].items():
        for given in page["card"]:
            yield _card(detector, {"calm": book["calm"]} | page | given)


def _card(detector: str, given: Mapping[str, Any]) -> Card:
    calm = _bars(given["calm"], [])
    return Card(
        detector,
        given["title"],
        given.get("broken", ""),
        calm,
        _bars(given["bars"], calm),
        _table(given.get("events", "")),
        given.get("timeframe", "1m"),
        given.get("midnight"),
        given.get("taker", True),
    )


def _bars(text: str, before: Sequence[Bar]) -> list[Bar]:
    drawn = list(before)
    for line in text.split("\n"):
        words = line.partition("#")[0].split()
        if words[:1] == ["to"]:
            for word in words[1:]:
                drawn.append(_step(drawn[-1][3], *map(float, word.split(":"))))
        elif words[1:2] == ["x"]:
            several = " ".join(words[2:]).split(" | ")
            drawn += [_bar(one.split()) for one in several] * int(words[0])
        elif words:
            drawn.append(_bar(words))
    return drawn[len(before) :]


def _bar(words: Sequence[str]) -> Bar:
    open_, high, low, close, volume, *delta = map(float, words)
    return open_, high, low, close, volume, *(delta or [0.0])


def _step(last: float, close: float, delta: float) -> Bar:
    return last, max(last, close) + 0.5, min(last, close) - 0.5, close, 10.0, delta


def _table(text: str) -> list[Row]:
    head, *lines = [line.split() for line in text.strip().split("\n")]
    return [{name: _value(word) for name, word in zip(head, line, strict=True)} for line in lines]


def _value(word: str) -> float:
    return -1.0 if word == "-" else float(word)


def _upside_down(bar: Bar) -> Bar:
    open_, high, low, close, volume, delta = bar
    return (*(2 * MIDDLE - price for price in (open_, low, high, close)), volume, -delta)


def _mirrored(row: Row, kind: str) -> Row:
    turned = dict(row)
    for name, value in row.items():
        if name in ("level", "top", "bottom"):
            turned[{"top": "bottom", "bottom": "top"}.get(name, name)] = 2 * MIDDLE - float(value)
    if "strength" in turned and kind in SIGNED:
        turned["strength"] = -float(turned["strength"])
    return turned | {"direction": -float(row["direction"])}


def _from(row: Row, calm: int) -> dict[str, Any]:
    """Bars counted from the end of the calm, prices to six digits."""
    counted = {
        name: float(value) - calm if name in BAR_COLUMNS and float(value) >= 0 else float(value)
        for name, value in row.items()
    }
    return {name: round(value, 6) for name, value in counted.items()}
