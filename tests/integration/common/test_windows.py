"""An answered window is remembered for ever; what answers vouch for is put together."""

from datetime import UTC, datetime, timedelta

import pytest

from maxsignal_common.market import Timeframe
from maxsignal_common.store.candles import Tape
from maxsignal_common.store.database import Database
from maxsignal_common.store.windows import (
    Question,
    Span,
    Window,
    find_window,
    keep_window,
    newest_window,
    spans_until,
    vouched_since,
)

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
QUESTION = Question("BTC/USDT", Timeframe.H1, NOW, 3)
TAPE = Tape("BTC/USDT", "ccxt:binance", Timeframe.H1)


def window(to_ms: int = 40, *, source: str = TAPE.source, fetched_at: datetime = NOW) -> Window:
    return Window(NOW, source, [10, 20, 30], 10, to_ms, "hash", {"unfinished_dropped": 1}, fetched_at)


async def test_first_answer_to_a_question_stays(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_window(connection, QUESTION, window())
        await keep_window(connection, QUESTION, window(99))
        assert await find_window(connection, QUESTION, [TAPE.source]) == window()
        assert await find_window(connection, QUESTION._replace(bars=4), [TAPE.source]) is None


async def test_answer_of_the_fallback_stays_the_answer(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_window(connection, QUESTION, window(fetched_at=NOW + timedelta(seconds=5)))
        await keep_window(connection, QUESTION, window(source="ccxt:kraken"))
        found = await find_window(connection, QUESTION, [TAPE.source, "ccxt:kraken"])
    assert found
    assert found.source == "ccxt:kraken"


async def test_recent_window_is_young_long_and_far_enough(ingest: Database) -> None:
    async def newest(bars: int = 3, fetched_since: datetime = NOW, reaching_ms: int = 40) -> Window | None:
        return await newest_window(
            connection, TAPE, bars=bars, fetched_since=fetched_since, reaching_ms=reaching_ms
        )

    async with ingest.begin() as connection:
        await keep_window(connection, QUESTION, window())
        assert await newest() == window()
        assert await newest(bars=4) is None
        assert await newest(fetched_since=NOW + timedelta(seconds=1)) is None
        assert await newest(reaching_ms=41) is None


async def test_spans_are_those_around_the_time(ingest: Database) -> None:
    async with ingest.begin() as connection:
        await keep_window(connection, QUESTION, window())
        assert await spans_until(connection, TAPE, until_ms=15, since_ms=0) == [Span(10, 40)]
        assert await spans_until(connection, TAPE, until_ms=9, since_ms=0) == []
        assert await spans_until(connection, TAPE, until_ms=50, since_ms=41) == []


@pytest.mark.parametrize(
    ("spans", "since"),
    [
        ([], None),
        ([(10, 40)], 10),
        ([(10, 34)], None),
        ([(36, 40)], None),
        ([(30, 40), (20, 30), (5, 22)], 5),
        ([(5, 22), (30, 40), (20, 30)], 5),
        ([(30, 40), (5, 29)], 30),
        ([(30, 40), (32, 60), (0, 35)], 0),
    ],
)
def test_touching_spans_vouch_together(spans: list[tuple[int, int]], since: int | None) -> None:
    assert vouched_since([Span(*span) for span in spans], 35) == since
