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


# The candles that open in a stretch of time [from, to), oldest first.
Ask = Callable[[int, int], Awaitable[list[Candle]]]
# The end of the last stretch before a moment in which there was trading; None where there was none.
TradedBefore = Callable[[int], Awaitable[int | None]]


def window_pages(ask: Ask, reach_ms: int, traded_before: TradedBefore, tries: int) -> Page:
    """Pages of a venue that is asked for stretches of time of limited length, and may be shut during one.

    An empty stretch is not the end of history: the next to look at is where there was trading before it. Only
    after `tries` of those without a candle the history is taken to begin later.
    """

    async def page(before_ms: int, _count: int) -> list[Candle]:
        for _ in range(tries):
            if rows := await ask(before_ms - reach_ms, before_ms):
                return rows
            earlier_ms = await traded_before(before_ms - reach_ms)
            if earlier_ms is None:
                break
            before_ms = min(earlier_ms, before_ms - reach_ms)
        return []

    return page
