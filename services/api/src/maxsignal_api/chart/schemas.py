"""Candles with what was found in them; the ids are those of the post, times are UTC milliseconds."""

from decimal import Decimal

from pydantic import BaseModel

from maxsignal_common.facts import Method
from maxsignal_common.market import CandleSeries


class DrawnLevel(BaseModel):
    """A price of the run's ledger; `fact` is the statement it belongs to."""

    id: str
    price: Decimal
    kind: str
    method: Method
    fact: str | None
    bar_ms: int | None


class DrawnZone(BaseModel):
    """A statement with two edges, from the bar it is drawn on."""

    id: str
    top: Decimal
    bottom: Decimal
    kind: str
    method: Method
    direction: int
    bar_ms: int | None
    known_ms: int | None


class Mark(BaseModel):
    """A statement about one bar."""

    id: str
    kind: str
    method: Method
    direction: int
    bar_ms: int
    known_ms: int | None


class Chart(BaseModel):
    candles: CandleSeries
    levels: list[DrawnLevel]
    zones: list[DrawnZone]
    marks: list[Mark]
