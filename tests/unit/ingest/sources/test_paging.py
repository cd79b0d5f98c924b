"""Paging back through a venue that gives only so many candles at once."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from maxsignal_common.market import epoch_ms
from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.sources.paging import page_back
from tests.unit.ingest.samples import HOUR_MS, MONDAY, hourly

END_MS = epoch_ms(MONDAY) + 50 * HOUR_MS


async def seven_at_most(before_ms: int, count: int) -> list[Candle]:
    older = [row for row in hourly(50) if row.open_ms < before_ms]
    return older[-min(count, 7) :]


async def always_the_newest(_before_ms: int, _count: int) -> list[Candle]:
    return hourly(50)[-7:]


async def test_pages_join_without_holes() -> None:
    assert await page_back(seven_at_most, END_MS, 30) == hourly(50)[-30:]


async def test_paging_ends_with_the_history() -> None:
    assert await page_back(seven_at_most, END_MS, 100) == hourly(50)


async def test_venue_deaf_to_the_window_ends_the_paging() -> None:
    assert await page_back(always_the_newest, END_MS, 30) == hourly(50)[-7:]


@settings(max_examples=200, deadline=None)
@given(
    hours=st.sets(st.integers(0, 400), max_size=120),
    page_size=st.integers(1, 60),
    count=st.integers(1, 130),
    before=st.integers(0, 410),
)
def test_any_page_size_gives_the_newest_once_each(
    hours: set[int], page_size: int, count: int, before: int
) -> None:
    history = [hourly(401)[hour] for hour in sorted(hours)]

    async def page(before_ms: int, _count: int) -> list[Candle]:
        return [row for row in history if row.open_ms < before_ms][-page_size:]

    before_ms = epoch_ms(MONDAY) + before * HOUR_MS
    with asyncio.Runner() as runner:
        got = runner.run(page_back(page, before_ms, count))
    earlier = [row for row in history if row.open_ms < before_ms]
    assert got == earlier[len(earlier) - len(got) :]
    assert min(count, len(earlier)) <= len(got) < count + page_size
