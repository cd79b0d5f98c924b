"""The window of a run, what is missing in it, and the event that says so."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from maxsignal_common.errors import PermanentError
from maxsignal_common.market import Split, Timeframe, epoch_ms, from_ms
from maxsignal_common.origin import Gap, Revision
from maxsignal_ingest.domain import (
    candle_request,
    candles_ready,
    context_request,
    named,
    nothing_closed_since,
)
from tests.fixtures.samples import TICK, requested
from tests.unit.ingest.samples import fetched, request, series

MINUTE = timedelta(minutes=1)


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


def test_venue_that_tells_its_days_is_believed() -> None:
    # New York's calendar misses the nineteenth; the venue says that nothing is missing.
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (18, 20)], Timeframe.D1)
    assert len(candles_ready(requested(), fetched(candles)).origin.gaps) == 1
    told = fetched(candles).model_copy(update={"missing": ()})
    assert candles_ready(requested(), told).origin.gaps == ()


def test_gap_before_the_first_candle_is_not_told() -> None:
    days = [epoch_ms(datetime(2026, 11, day, tzinfo=UTC)) for day in (17, 19)]
    gaps = tuple(Gap(first_ms=at, last_ms=at, bars=1) for at in days)
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (16, 18, 20)], Timeframe.D1)
    told = fetched(candles).model_copy(update={"missing": gaps})
    kept = type(told).model_validate(told.model_dump(mode="json"))
    assert candles_ready(requested(), kept).origin.gaps == gaps
    assert candles_ready(requested(), kept.last(2)).origin.gaps == gaps[1:]


def test_split_in_the_window_is_adjusted_and_flagged() -> None:
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (18, 19)], Timeframe.D1)
    split = Split(ts_ms=candles.ts_ms[1], ratio=Decimal(4))
    event = candles_ready(requested(), fetched(candles).model_copy(update={"splits": (split,)}))
    assert event.candles.close == (2.5, 10.0)
    assert (event.origin.adjustment, event.origin.splits) == ("splits", (split,))


def test_event_says_what_the_store_found() -> None:
    candles = series([datetime(2026, 11, day, tzinfo=UTC) for day in (18, 19)], Timeframe.D1)
    revised = Revision(first_ms=1, last_ms=1, bars=1)
    told = fetched(candles).model_copy(update={"revised": revised, "source": "moex"})
    origin = candles_ready(requested(), told).origin
    assert (origin.revised, origin.source, origin.fallback_for) == (revised, "moex", "replay")


def test_context_is_described_like_the_candles() -> None:
    daily = series([datetime(2026, 11, day, tzinfo=UTC) for day in (18, 19)], Timeframe.D1)
    weekly = series([datetime(2026, 11, day, tzinfo=UTC) for day in (2, 9)], Timeframe.W1)
    context = {Timeframe.W1: fetched(weekly)}
    event = candles_ready(requested(), fetched(daily), context)
    assert event.context[0].candles == weekly
    assert (event.context[0].origin.bars, event.missing_context) == (2, ())


def test_context_closed_by_the_same_moment() -> None:
    request = context_request(requested(), Timeframe.W1)
    assert (request.as_of, request.timeframe, request.count) == (TICK, "W1", 200)


def test_many_gaps_are_named_by_the_newest_and_a_sum() -> None:
    gaps = tuple(Gap(first_ms=n, last_ms=n, bars=2) for n in range(250))
    told = named(gaps)
    assert (len(told), told[0], told[1:]) == (100, Gap(first_ms=0, last_ms=150, bars=302), gaps[151:])
    assert named(gaps[:100]) == gaps[:100]


@pytest.mark.parametrize(
    ("timeframe", "asked", "until", "later", "elapsed", "same"),
    [
        # A venue without grace: everything up to `as_of` was there.
        (Timeframe.H1, 1, 1, 4, 3, True),
        (Timeframe.H1, 1, 1, 5, 4, False),
        (Timeframe.M1, 1, 1, 2, 1, False),
        (Timeframe.D1, 4, 4, 5, 1, False),
        # A grace of 20 minutes: the answer reaches to 12:40 and moves on with the clock.
        (Timeframe.H1, 60, 40, 64, 4, True),
        (Timeframe.H1, 60, 40, 65, 5, False),
        (Timeframe.H1, 60, 40, 41, 5, True),
        # Asked for yesterday: today has other candles.
        (Timeframe.H1, -1440, -1440, 0, 1, False),
    ],
)
def test_young_answer_is_good_while_nothing_can_close(
    timeframe: Timeframe, asked: int, until: int, later: int, elapsed: int, *, same: bool
) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    question = request(noon + later * MINUTE, timeframe=timeframe)
    reach = epoch_ms(noon + until * MINUTE)
    assert nothing_closed_since(question, noon + asked * MINUTE, reach, elapsed * MINUTE) is same
