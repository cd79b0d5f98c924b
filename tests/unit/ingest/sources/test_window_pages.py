"""Paging back through stretches of time: whatever the limit, no candle is missing and none comes twice."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.sources.paging import Ask, TradedBefore, page_back, window_pages

MINUTE_MS = 60_000
DAY_MS = 1440 * MINUTE_MS


class Venue:
    """A history of minutes, asked for no more than `longest_ms` at once."""

    def __init__(self, minutes: Sequence[int], longest_ms: int) -> None:
        self.rows = [Candle(m * MINUTE_MS, (m + 1) * MINUTE_MS, 1, 1, 1, 1, 1) for m in sorted(set(minutes))]
        self.longest_ms = longest_ms
        self.asked = 0

    async def ask(self, from_ms: int, to_ms: int) -> list[Candle]:
        assert to_ms - from_ms <= self.longest_ms
        self.asked += 1
        return [row for row in self.rows if from_ms <= row.open_ms < to_ms]

    async def day_before(self, before_ms: int) -> int | None:
        """The end of the last day that began before a moment and had trading."""
        days = {row.open_ms // DAY_MS for row in self.rows if row.open_ms // DAY_MS * DAY_MS < before_ms}
        return (max(days) + 1) * DAY_MS if days else None


def newest(venue: Venue, ask: Ask, traded_before: TradedBefore, before_ms: int, count: int) -> list[Candle]:
    page = window_pages(ask, venue.longest_ms, traded_before, tries=5)
    with asyncio.Runner() as runner:
        return runner.run(page_back(page, before_ms, count))


# Days with trading lie up to a month apart, as over holidays or while a share is suspended.
MINUTES = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.integers(0, 1439), min_size=1, max_size=8)), max_size=12
)


@settings(max_examples=300, deadline=None)
@given(
    days=MINUTES,
    longest=st.integers(DAY_MS, 40 * DAY_MS),
    count=st.integers(1, 60),
    before=st.integers(0, 400 * 1440),
)
def test_any_limit_gives_the_newest_without_holes(
    days: list[tuple[int, list[int]]], longest: int, count: int, before: int
) -> None:
    day, minutes = 0, []
    for apart, within in days:
        day += 1 + apart
        minutes += [day * 1440 + minute for minute in within]
    venue = Venue(minutes, longest)
    got = newest(venue, venue.ask, venue.day_before, before * MINUTE_MS, count)
    earlier = [row for row in venue.rows if row.open_ms < before * MINUTE_MS]
    assert got == earlier[len(earlier) - len(got) :]
    assert len(got) >= min(count, len(earlier))


def test_history_that_begins_after_its_days_ends() -> None:
    venue = Venue([100 * 1440 + 7], DAY_MS)

    async def every_day(before_ms: int) -> int | None:
        return before_ms // DAY_MS * DAY_MS if before_ms > 0 else None

    assert newest(venue, venue.ask, every_day, 101 * DAY_MS, 50) == venue.rows
    assert venue.asked == 1 + 5


def test_long_suspension_costs_one_question() -> None:
    venue = Venue([7, 300 * 1440], DAY_MS)
    assert newest(venue, venue.ask, venue.day_before, 301 * DAY_MS, 50) == venue.rows
    assert venue.asked <= 5
