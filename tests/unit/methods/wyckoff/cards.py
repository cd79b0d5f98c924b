"""Cards of the schematic, drawn by hand in tests/fixtures/candles/wyckoff; bars count from the climax.

Each card is read a second time on mirrored prices, as distribution.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, override

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import Event
from tests.unit.methods.build import candles, found
from tests.unit.methods.tape import Bar, Row, Tape, drawn, table

FOLDER = Path(__file__).parents[3] / "fixtures/candles/wyckoff"
PAGES = ("cards", "schematics")
CLIMAX = 75
# Prices are mirrored about this one, so that both readings have positive ones.
MIDDLE = 150.0


@dataclass(frozen=True)
class Card:
    """`broken` says which condition a near miss lacks; events are those the bars after `start` tell."""

    detector: str
    title: str
    broken: str
    tape: Tape
    start: int
    events: list[Row]
    end: int
    side: int = 1

    @override
    def __str__(self) -> str:
        return f"{self.detector}: {self.title}"

    @property
    def mirrored(self) -> "Card":
        return replace(self, side=-1)

    def all_events(self) -> list[Event]:
        events = detect(_candles(self.tape, self.side)).events
        return found(
            events[events["method"] == "wyckoff"], *set(events["kind"].tolist()), direction=self.side
        )

    def told(self) -> list[Row]:
        return [_row(event, self.side) for event in self.all_events() if event.known >= self.start]

    def expected(self) -> list[Row]:
        return [{name: row.get(name, row["level"]) for name in COLUMNS} for row in self.events]

    def ended(self) -> int:
        first = self.all_events()[:1]
        return first[0].invalid - CLIMAX if first and first[0].invalid >= 0 else -1


COLUMNS = ("kind", "bar", "known", "level", "bottom", "top")


def _turned(bar: Bar) -> Bar:
    open_, high, low, close = bar
    return 2 * MIDDLE - open_, 2 * MIDDLE - low, 2 * MIDDLE - high, 2 * MIDDLE - close


def _row(event: Event, side: int) -> Row:
    level, *edges = (x if side > 0 else 2 * MIDDLE - x for x in (event.level, event.bottom, event.top))
    bottom, top = sorted(edges)
    columns = (event.kind, event.bar - CLIMAX, event.known - CLIMAX, level, bottom, top)
    return dict(zip(COLUMNS, columns, strict=True))


def cards() -> Iterator[Card]:
    stages = _read("stages")
    for page in PAGES:
        for detector, section in _read(page).items():
            for given in section["card"]:
                yield _card(stages, detector, given)


def market_at(name: str, more: str = "", *, side: int = 1) -> Candles:
    """The bars of a stage and some more; upside down for side -1."""
    tape = _stage(_read("stages"), name)
    return _candles(drawn(more, tape) if more else tape, side)


def _candles(tape: Tape, side: int) -> Candles:
    bars = [bar if side > 0 else _turned(bar) for bar, _ in tape]
    return candles(bars, volume=[volume for _, volume in tape])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _card(stages: Mapping[str, Any], detector: str, given: Mapping[str, Any]) -> Card:
    before = _stage(stages, given["after"]) if "after" in given else []
    tape = drawn(given["bars"], before)
    start = 0 if given.get("whole") else len(before)
    events = table(given.get("events", ""))
    return Card(detector, given["title"], given.get("broken", ""), tape, start, events, given.get("end", -1))


def _stage(stages: Mapping[str, Any], name: str) -> Tape:
    before = _stage(stages, stages[name]["after"]) if "after" in stages[name] else []
    return drawn(stages[name]["bars"], before)
