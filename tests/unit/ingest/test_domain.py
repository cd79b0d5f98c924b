"""The window of a run, what is missing in it, and the event that says so."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from maxsignal_common.errors import PermanentError
from maxsignal_common.market import Split, Timeframe, epoch_ms, from_ms
from maxsignal_ingest.domain import candle_request, candles_ready
from tests.fixtures.samples import TICK, requested
from tests.unit.ingest.samples import fetched, series


def test_request_asks_for_the_configured_candles() -> None:
    request = candle_request(requested(), TICK)
    assert (request.instrument, request.timeframe, request.as_of) == (requested().instrument, "D1", TICK)
    assert request.count == requested().config.candles


def test_run_about_the_future_is_refused() -> None:
    with pytest.raises(PermanentError) as caught:
        candle_request(requested(), TICK - timedelta(minutes=5))
    assert caught.value.code == "as_of_in_future"


def test_clocks_a_second_apart_are_no_future() -> None:
    assert candle_request(requested(), TICK - timedelta(seconds=1)).as_of == TICK


def test_event_carries_run_candles_and_origin() -> None:
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (16, 17, 18, 19)], Timeframe.D1)
    event = candles_ready(requested(), fetched(candles))
    assert (event.run_id, event.candles, event.config) == (requested().run_id, candles, requested().config)
    origin = event.origin
    assert (origin.source, origin.sha256, origin.bars) == ("replay", candles.sha256(), 4)
    assert (origin.first_ms, origin.last_ms) == (candles.ts_ms[0], candles.ts_ms[-1])
    assert (origin.unfinished_dropped, origin.repeated_dropped) == (1, 2)
    assert (origin.gaps, origin.degraded) == ((), False)


def test_gaps_are_named_by_the_exchanges_calendar() -> None:
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (25, 27, 30)], Timeframe.D1)
    later = fetched(candles).model_copy(
        update={"complete_to_ms": epoch_ms(datetime(2026, 12, 2, tzinfo=UTC))}
    )
    origin = candles_ready(requested(), later).origin
    assert [from_ms(gap.first_ms).day for gap in origin.gaps] == [1]
    assert origin.degraded


def test_split_in_the_window_is_adjusted_and_flagged() -> None:
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (18, 19)], Timeframe.D1)
    split = Split(ts_ms=candles.ts_ms[1], ratio=Decimal(4))
    event = candles_ready(requested(), fetched(candles).model_copy(update={"splits": (split,)}))
    assert event.candles.close == (2.5, 10.0)
    assert (event.origin.adjustment, event.origin.splits) == ("splits", (split,))
