"""Textbook cards: a dozen bars drawn by hand, and what a trader reads off them (fixtures/candles/smc).

A line of bars is `open high low close`, `14 x open high low close`, or `closes 3 4 5`: bars that open
at the previous close, with wicks of a half. The table of events names the columns it states; of those
it leaves out the lifecycle is "never". Each card is read a second time on mirrored prices. `reasons` are
those of the last event told: a condition, its value, relation and threshold.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, override

from maxsignal_methods import Params, detect, explain
from maxsignal_methods.events import LIFECYCLE, Event
from maxsignal_methods.params import Measures, SmcParams
from tests.unit.methods.build import Row, candles, closes, found

FOLDER = Path(__file__).parents[3] / "fixtures/candles/smc"
# Prices are mirrored about this one, so that both readings have positive ones.
MIDDLE = 50.0

type Expected = list[dict[str, str | float]]


@dataclass(frozen=True)
class Card:
    """`broken` says which condition a near miss lacks; a positive has none."""

    detector: str
    title: str
    broken: str
    kinds: tuple[str, ...]
    params: Params
    bars: list[Row]
    events: Expected
    reasons: list[str]
    side: int | None

    @override
    def __str__(self) -> str:
        return f"{self.detector}: {self.title}"

    @property
    def mirrored(self) -> "Card":
        bars: list[Row] = [[2 * MIDDLE - price for price in (o, low, h, c)] for o, h, low, c in self.bars]
        side = None if self.side is None else -self.side
        return replace(self, bars=bars, events=[_mirrored(row) for row in self.events], side=side)

    def found(self) -> list[Event]:
        events = detect(candles(self.bars), self.params).events
        return found(events[events["method"] == "smc"], *self.kinds, direction=self.side)

    def told(self) -> Expected:
        """What the detectors say, in the columns the card states."""
        columns = ("kind", "direction", "bar", "known", *(self.events[0] if self.events else ()), *LIFECYCLE)
        return _ordered({name: _plain(event, name) for name in columns} for event in self.found())

    def explained(self) -> list[str]:
        """The reasons of the last event told."""
        series = candles(self.bars)
        told = explain(series, detect(series, self.params), self.found()[-1].id, self.params)
        return [f"{c.name} {c.value:g} {c.relation} {c.threshold:g}" for c in told.conditions]

    def expected(self) -> Expected:
        never: dict[str, str | float] = dict.fromkeys(LIFECYCLE, -1.0)
        return _ordered(never | row for row in self.events)


def cards() -> Iterator[Card]:
    for path in sorted(FOLDER.glob("*.toml")):
        for detector, page in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for given in page["card"]:
                yield _card(detector, page | given)


def _card(detector: str, given: Mapping[str, Any]) -> Card:
    return Card(
        detector,
        given["title"],
        given.get("broken", ""),
        tuple(given.get("kinds", [detector])),
        _params(given.get("params", {})),
        list(_bars(given.get("base", "") + given["bars"])),
        _table(given.get("events", "")),
        given.get("reasons", "").splitlines(),
        given.get("side"),
    )


def _params(given: Mapping[str, Any]) -> Params:
    names = {field.name for field in fields(Measures)}
    measures = {name: value for name, value in given.items() if name in names}
    smc = {name: value for name, value in given.items() if name not in names}
    return Params(measures=Measures(**measures), smc=SmcParams(**smc))


def _bars(text: str) -> Iterator[Row]:
    for line in text.split("\n"):
        words = line.partition("#")[0].split()
        if words[:1] == ["closes"]:
            yield from closes(*map(float, words[1:]))
        elif words[1:2] == ["x"]:
            yield from [tuple(map(float, words[2:]))] * int(words[0])
        elif words:
            yield tuple(map(float, words))


def _table(text: str) -> Expected:
    lines = [line.split() for line in text.split("\n") if line.strip()]
    return [dict(zip(lines[0], map(_value, line), strict=True)) for line in lines[1:]]


def _value(word: str) -> str | float:
    if word == "-":
        return -1.0
    return float(word) if word.lstrip("+-").replace(".", "", 1).isdigit() else word


def _plain(event: Event, name: str) -> str | float:
    value = getattr(event, name)
    return value if isinstance(value, str) else round(float(value), 6)


def _ordered(rows: Iterable[dict[str, str | float]]) -> Expected:
    return sorted(rows, key=lambda row: [str(row[name]) for name in ("known", "bar", "kind")])


def _mirrored(row: Mapping[str, str | float]) -> dict[str, str | float]:
    turned = dict(row)
    edges = {"level": "level", "top": "bottom", "bottom": "top"}
    for name, other in edges.items():
        if other in row:
            turned[name] = 2 * MIDDLE - float(row[other])
    for name in ("direction", *(("strength",) if row["kind"] in ("swing", "swing_major") else ())):
        if name in row:
            turned[name] = -float(row[name])
    return turned
