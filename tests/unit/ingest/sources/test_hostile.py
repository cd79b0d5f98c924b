"""Rows as a hostile venue might send them: every fault meets its written rule (docs/market-data.md)."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maxsignal_common.catalogue import BTC
from maxsignal_common.market import Timeframe, epoch_ms
from maxsignal_ingest.gaps import find_gaps
from maxsignal_ingest.sources.ccxt import TAKER_BUY_COLUMN, candles_of, expect_equal_steps
from maxsignal_ingest.sources.closing import Closing, closed_candles
from maxsignal_ingest.sources.protocol import BadCandles, FetchedCandles, Postponed, Refused
from tests.unit.ingest.samples import HOUR, HOUR_MS, MONDAY, request

CASES = max(500, settings().max_examples)
COUNT = 40
# Half an hour into the candle after the last whole one.
NOW = MONDAY + COUNT * HOUR + timedelta(minutes=30)
ODD: tuple[object, ...] = (None, "x", [], -3)
type Row = list[Any]
type Fault = Callable[[list[Row], int], None]


def sound() -> list[Row]:
    """Binance's layout: forty whole candles and the running one."""
    return [
        [epoch_ms(MONDAY) + i * HOUR_MS, "10", "12.5", "9", "11", "5", 0, "0", 1, "2"]
        for i in range(COUNT + 1)
    ]


def read(rows: list[Row]) -> FetchedCandles:
    candles = candles_of(rows, Timeframe.H1, TAKER_BUY_COLUMN)
    expect_equal_steps(candles, Timeframe.H1)
    closing = Closing(NOW, timedelta(seconds=5))
    return closed_candles(candles, request(NOW, count=COUNT + 60), closing, source="ccxt:test")


def put(column: int, value: object) -> Fault:
    def spoil(rows: list[Row], at: int) -> None:
        rows[at][column] = value

    return spoil


def swap(rows: list[Row], at: int) -> None:
    rows[at], rows[at + 1] = rows[at + 1], rows[at]


def contradict(rows: list[Row], at: int) -> None:
    rows.insert(at, [*rows[at][:5], "77", *rows[at][6:]])


def shift(rows: list[Row], at: int) -> None:
    rows[at][0] += 1


def cut(rows: list[Row], at: int) -> None:
    del rows[at][4:]


REFUSED: dict[str, Fault] = {
    **{
        f"column {column} is {word}": put(column, word) for column in range(1, 6) for word in ("NaN", "1e999")
    },
    **{f"column {column} is {value}": put(column, value) for column in range(6) for value in ODD},
    "high below low": put(2, "8"),
    "low above high": put(3, "13"),
    "open above high": put(1, "12.6"),
    "close below low": put(4, "8.9"),
    "a price is zero": put(3, 0),
    "takers bought more than all": put(TAKER_BUY_COLUMN, "5.1"),
    "takers bought less than nothing": put(TAKER_BUY_COLUMN, "-1"),
    "takers bought no number": put(TAKER_BUY_COLUMN, "NaN"),
    "unsorted": swap,
    "two candles of one hour": contradict,
    "off the grid": shift,
    "half a millisecond": put(0, epoch_ms(MONDAY) + 0.5),
    "a row cut short": cut,
    "a row of nothing": lambda rows, at: rows[at].clear(),
}


@pytest.mark.parametrize("fault", REFUSED.values(), ids=REFUSED)
def test_fault_without_repair_refuses_the_answer(fault: Fault) -> None:
    rows = sound()
    fault(rows, 17)
    with pytest.raises(BadCandles):
        read(rows)


SETTLED = st.integers(0, COUNT - 2)
LOST = st.sets(st.integers(1, COUNT - 3), max_size=6)


@settings(max_examples=CASES, deadline=None)
@given(fault=st.sampled_from(sorted(REFUSED)), at=SETTLED, lost=LOST, again=st.none() | SETTLED)
def test_any_such_fault_anywhere_refuses(fault: str, at: int, lost: set[int], again: int | None) -> None:
    rows = [row for index, row in enumerate(sound()) if index not in lost]
    REFUSED[fault](rows, at % (len(rows) - 2))
    if again is not None:
        repeat(rows, again % len(rows))
    with pytest.raises(BadCandles):
        read(rows)


@settings(max_examples=CASES, deadline=None)
@given(
    repeated=st.lists(SETTLED, max_size=4), tail=st.sets(st.sampled_from(["nonsense", "future"])), lost=LOST
)
def test_other_faults_are_repaired_and_counted(repeated: list[int], tail: set[str], lost: set[int]) -> None:
    rows = [row for index, row in enumerate(sound()) if index not in lost]
    for at in repeated:
        repeat(rows, at % (len(rows) - 1))
    if "nonsense" in tail:
        grow_wrongly(rows)
    if "future" in tail:
        foretell(rows)
    fetched = read(rows)
    whole = [row[0] for index, row in enumerate(sound()[:-1]) if index not in lost]
    assert list(fetched.candles.ts_ms) == whole
    assert (fetched.repeated_dropped, fetched.unfinished_dropped) == (len(repeated), 1)
    assert missing(fetched) == lost


def repeat(rows: list[Row], at: int) -> None:
    rows.insert(at, list(rows[at]))


def foretell(rows: list[Row]) -> None:
    rows.append([rows[-1][0] + HOUR_MS, *rows[0][1:]])


def grow_wrongly(rows: list[Row]) -> None:
    rows[-1][2:5] = ["NaN"] * 3


def missing(fetched: FetchedCandles) -> set[int]:
    """The hours that gaps name, counted from Monday."""
    gaps = find_gaps(BTC, fetched.candles, fetched.complete_to_ms, None)
    hours = (ms for gap in gaps for ms in range(gap.first_ms, gap.last_ms + 1, HOUR_MS))
    return {(ms - epoch_ms(MONDAY)) // HOUR_MS for ms in hours}


CELLS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.lists(st.integers(), max_size=2)
)
TIMES = st.integers(-3, COUNT + 3).map(lambda i: epoch_ms(MONDAY) + i * HOUR_MS) | CELLS
PRICES = st.sampled_from(["9", "10", 10, 11.5, "12"]) | CELLS
ROWS = st.tuples(TIMES, *[PRICES] * 5, CELLS, CELLS, CELLS, PRICES).map(list)


@settings(max_examples=CASES, deadline=None)
@given(rows=st.lists(ROWS, max_size=6) | CELLS)
@example(rows=[[epoch_ms(MONDAY), True, 1, 1, 1, 1, 0, 0, 0, 1]])
def test_no_nonsense_gets_through(rows: Any) -> None:
    try:
        got = read(rows).candles
    except (Postponed, Refused):
        return
    assert list(got.ts_ms) == sorted(set(got.ts_ms))
    assert not any(ts % HOUR_MS for ts in got.ts_ms)
    assert got.ts_ms[-1] + HOUR_MS <= epoch_ms(NOW)
    columns = zip(
        got.open, got.high, got.low, got.close, got.volume, got.taker_buy or got.volume, strict=True
    )
    for open_, high, low, close, volume, bought in columns:
        assert 0 < low <= min(open_, close) <= max(open_, close) <= high < math.inf
        assert 0 <= bought <= volume < math.inf
    assert len(got.sha256()) == 64
