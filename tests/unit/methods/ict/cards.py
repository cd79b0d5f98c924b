"""Cards of time, structure and manipulation, drawn by hand in tests/fixtures/candles/ict.

Bars are hours from a Monday unless a card says otherwise. The table of events names the columns it
states; each card is read a second time on mirrored prices.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, override

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.params import IctParams, Measures, SmcParams
from tests.unit.methods.build import candles, found
from tests.unit.methods.tape import Row, Tape, drawn, table

FOLDER = Path(__file__).parents[3] / "fixtures/candles/ict"
MONDAY = "2024-01-08"
# Prices are mirrored about this one, so that both readings have positive ones.
MIDDLE = 50.0


@dataclass(frozen=True)
class Card:
    """`broken` says which condition a near miss lacks; events known before bar `first` are not its matter."""

    detector: str
    title: str
    broken: str
    series: Candles
    params: Params
    events: list[Row]
    first: int

    @override
    def __str__(self) -> str:
        return f"{self.detector}: {self.title}"

    @property
    def mirrored(self) -> "Card":
        s = self.series
        prices = {name: 2 * MIDDLE - getattr(s, name) for name in ("open", "close")}
        series = replace(s, **prices, high=2 * MIDDLE - s.low, low=2 * MIDDLE - s.high)
        return replace(self, series=series, events=[_mirrored(row) for row in self.events])

    def told(self) -> list[Row]:
        """What the detector says, in the columns the card states."""
        events = detect(self.series, self.params).events
        own = found(events[events["method"] == "ict"], self.detector)
        columns = self.events[0] if self.events else ("kind", "bar", "known")
        return _ordered([{n: _plain(getattr(e, n)) for n in columns} for e in own if e.known >= self.first])

    def expected(self) -> list[Row]:
        return _ordered(self.events)


def cards() -> Iterator[Card]:
    for path in sorted(FOLDER.glob("*.toml")):
        pages = tomllib.loads(path.read_text(encoding="utf-8"))
        story = pages.pop("story", {})
        for detector, page in pages.items():
            for given in page["card"]:
                yield _card(detector, {**story, **given})


def _card(detector: str, given: Mapping[str, Any]) -> Card:
    tape = drawn(given["bars"], drawn(given["rise"]) if "rise" in given else ())
    return Card(
        detector,
        given["title"],
        given.get("broken", ""),
        _series(tape, given.get("timeframe", "1h"), given.get("start", MONDAY)),
        _params(given.get("ict", {})),
        table(given.get("events", "")),
        given.get("from", 0),
    )


def _series(tape: Tape, timeframe: str, start: str) -> Candles:
    start_ms = int(datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp() * 1000)
    return candles([bar for bar, _ in tape], timeframe=timeframe, start_ms=start_ms)


def _params(ict: Mapping[str, Any]) -> Params:
    hours: dict[str, Any] = {name: tuple(span) for name, span in ict.items()}
    return Params(Measures(atr=2), SmcParams(internal=2, gap_atr=0.0), ict=IctParams(**hours))


def _plain(value: str | float) -> str | float:
    return value if isinstance(value, str) else round(float(value), 6)


def _ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (float(row["known"]), float(row.get("direction", 0))))


def _mirrored(row: Row) -> Row:
    turned = dict(row)
    for name, other in {"level": "level", "top": "bottom", "bottom": "top"}.items():
        if other in row:
            turned[name] = round(2 * MIDDLE - float(row[other]), 6)
    turned["direction"] = -float(row["direction"])
    return turned
