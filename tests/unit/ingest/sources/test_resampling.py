"""Longer candles out of shorter ones."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common.market import Split, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.calendars import label_ms
from maxsignal_ingest.sources.closing import Candle
from maxsignal_ingest.sources.protocol import BadCandles
from maxsignal_ingest.sources.resampling import day_span, resampled, week_span

MOSCOW = ZoneInfo("Europe/Moscow")
START = epoch_ms(datetime(2026, 11, 19, 21, tzinfo=UTC))
MINUTE_MS = 60_000
BUILT = (Timeframe.M5, Timeframe.M15, Timeframe.M30, Timeframe.H1, Timeframe.H4)
ROWS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(50, 150), st.integers(50, 150), st.integers(0, 999)),
    min_size=1,
    max_size=80,
    unique_by=lambda row: row[0],
).map(sorted)


def minute(at: int, open_: int, close: int, volume: int) -> Candle:
    opens = START + at * MINUTE_MS
    return Candle(
        opens,
        opens + MINUTE_MS,
        open_,
        max(open_, close) + 3,
        min(open_, close) - 3,
        close,
        volume,
        volume / 4,
    )


@given(told=ROWS, timeframe=st.sampled_from(BUILT))
def test_built_candles_hold_all_that_was_traded(
    told: list[tuple[int, int, int, int]], timeframe: Timeframe
) -> None:
    rows = [minute(*row) for row in told]
    built = resampled(rows, timeframe, MOSCOW)
    for bar in built:
        parts = [row for row in rows if bar.open_ms <= row.open_ms < bar.close_ms]
        assert (bar.open, bar.close) == (parts[0].open, parts[-1].close)
        assert (bar.high, bar.low) == (max(p.high for p in parts), min(p.low for p in parts))
        assert (bar.volume, bar.taker_buy) == (sum(p.volume for p in parts), sum(p.volume / 4 for p in parts))
    assert sum(bar.volume for bar in built) == sum(row.volume for row in rows)
    assert [bar.open_ms for bar in built] == sorted({bar.open_ms for bar in built})


@given(told=ROWS, timeframe=st.sampled_from(BUILT))
def test_built_candles_open_by_moscows_clock(
    told: list[tuple[int, int, int, int]], timeframe: Timeframe
) -> None:
    for bar in resampled([minute(*row) for row in told], timeframe, MOSCOW):
        at = from_ms(bar.open_ms).astimezone(MOSCOW)
        assert (at.hour * 60 + at.minute) % (timeframe.duration.total_seconds() / 60) == 0
        assert from_ms(bar.close_ms) == from_ms(bar.open_ms) + timeframe.duration


def test_weeks_run_from_monday_to_monday() -> None:
    spans = [day_span(datetime(2026, 11, day, tzinfo=UTC).date(), MOSCOW) for day in (13, 14, 16, 20)]
    days = [Candle(span.open_ms, span.close_ms, 1, 1, 1, 1, 10) for span in spans]
    weeks = resampled(days, Timeframe.W1, MOSCOW)
    assert [from_ms(week.open_ms).day for week in weeks] == [9, 16]
    assert [week.volume for week in weeks] == [20, 20]
    assert from_ms(weeks[0].close_ms) == datetime(2026, 11, 15, 21, tzinfo=UTC)


def test_sunday_ends_the_week_it_is_in() -> None:
    sunday, monday = datetime(2026, 11, 15, tzinfo=UTC).date(), datetime(2026, 11, 16, tzinfo=UTC).date()
    assert week_span(sunday, MOSCOW).close_ms == epoch_ms(datetime(2026, 11, 15, 21, tzinfo=UTC))
    assert from_ms(week_span(monday, MOSCOW).open_ms).day == 16


@pytest.mark.parametrize("day", [17, 21])
def test_week_of_a_split_is_in_the_shares_after_it(day: int) -> None:
    # Five old shares became one, on Tuesday or on Saturday, when nobody trades any more.
    spans = [day_span(date(2026, 11, n), MOSCOW) for n in (16, 17)]
    days = [
        Candle(*spans[0], 10.1, 12.0, 9.0, 11.0, 500, 50),
        Candle(
            *spans[1], *((55.5, 60.0, 50.5, 58.0, 90, 9) if day == 17 else (11.1, 12.0, 10.1, 11.6, 450, 45))
        ),
    ]
    split = Split(ts_ms=label_ms(date(2026, 11, day)), ratio=Decimal("0.2"))
    (week,) = resampled(days, Timeframe.W1, MOSCOW, [split])
    assert week[2:] == (50.5, 60.0, 45.0, 58.0, 190.0, 19.0)


def test_one_part_without_takers_leaves_none() -> None:
    rows = [minute(0, 100, 101, 4), minute(1, 100, 101, 4)._replace(taker_buy=None)]
    assert resampled(rows, Timeframe.M5, MOSCOW)[0].taker_buy is None


def test_row_given_twice_counts_once() -> None:
    rows = [minute(0, 100, 101, 4), minute(0, 100, 101, 4), minute(1, 100, 101, 4)]
    assert resampled(rows, Timeframe.M5, MOSCOW)[0].volume == 8


@pytest.mark.parametrize("second", [minute(0, 99, 101, 4), minute(-1, 100, 101, 4)], ids=["same", "earlier"])
def test_parts_in_disorder_are_refused(second: Candle) -> None:
    with pytest.raises(BadCandles):
        resampled([minute(0, 100, 101, 4), second], Timeframe.M5, MOSCOW)


def test_no_rows_build_nothing() -> None:
    assert resampled([], Timeframe.H4, MOSCOW) == []
