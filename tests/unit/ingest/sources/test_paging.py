"""Paging back through a venue that gives only so many candles at once."""

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
