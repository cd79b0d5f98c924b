"""Reading a venue that gives only so many candles at once: from a moment back into the past."""

from collections.abc import Awaitable, Callable

from maxsignal_ingest.sources.closing import Candle

# Up to n candles that opened before a moment, oldest first; none only where the history ends.
Page = Callable[[int, int], Awaitable[list[Candle]]]


async def page_back(page: Page, before_ms: int, count: int) -> list[Candle]:
    """Pages towards the past until there are `count` candles or the venue has no more."""
    rows: list[Candle] = []
    while len(rows) < count:
        older = [row for row in await page(before_ms, count - len(rows)) if row.open_ms < before_ms]
        if not older:
            break
        rows = older + rows
        before_ms = min(row.open_ms for row in older)
    return rows
