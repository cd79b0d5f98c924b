"""Which candles a watched plan needs, what they tell, and when looking ends."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from maxsignal_common.market import CandleSeries, Split, Timeframe, epoch_ms
from maxsignal_common.progress import Watch
from maxsignal_ingest import plans
from maxsignal_ingest.domain import FetchedCandles
from maxsignal_ingest.plans import MOST_CANDLES, first_look, gives_up_at, look, request_of, started
from tests.integration.ingest.watched import LAST, merged, plan
from tests.unit.ingest.samples import fetched

HOUR = timedelta(hours=1)
GRACE = timedelta(seconds=15)
NOW = LAST + 3 * HOUR + GRACE


def watch(valid_bars: int = 10, timeframe: Timeframe = Timeframe.H1) -> Watch:
    (one,) = plans.watches_of(merged(of=plan(valid_bars)))
    return one.model_copy(update={"timeframe": timeframe})


def candles(count: int, first: datetime = LAST, price: float = 100.0) -> FetchedCandles:
    """Hourly ones that stand still."""
    opens = tuple(epoch_ms(first + number * HOUR) for number in range(count))
    flat = (price,) * count
    series = CandleSeries(
        timeframe=Timeframe.H1, ts_ms=opens, open=flat, high=flat, low=flat, close=flat, volume=flat
    )
    return fetched(series)


def test_every_leg_is_watched_from_the_newest_candle_on() -> None:
    post = merged()
    twice = post.plan.model_copy(update={"legs": post.plan.legs * 2})
    watches = plans.watches_of(post.model_copy(update={"plan": twice}))
    assert [(one.leg, one.last_ms) for one in watches] == [(0, epoch_ms(LAST)), (1, epoch_ms(LAST))]
    assert started(watches[0]).seen_ms == epoch_ms(LAST)


def test_post_that_names_no_newest_candle_is_not_watched() -> None:
    assert plans.watches_of(merged().model_copy(update={"last_ms": None})) == []


def test_request_reaches_back_to_the_plans_own_candle() -> None:
    request = request_of(watch(), NOW)
    assert (request.as_of, request.timeframe) == (NOW, Timeframe.H1)
    assert request.as_of - request.count * HOUR < LAST


def test_request_of_an_old_plan_ends_where_its_time_does() -> None:
    old = request_of(watch(), LAST + timedelta(days=900))
    assert old.as_of == gives_up_at(watch())
    assert old.count < MOST_CANDLES


def test_no_request_asks_for_more_than_a_source_gives() -> None:
    minutes = watch(timeframe=Timeframe.M1)
    assert request_of(minutes, LAST + timedelta(days=5)).count == MOST_CANDLES


def test_clock_behind_the_plan_asks_for_little() -> None:
    assert request_of(watch(), LAST - HOUR).count == 2


def test_first_look_comes_after_the_next_close() -> None:
    assert first_look(watch(), GRACE) == LAST + 2 * HOUR + GRACE


def test_next_look_comes_after_the_next_close() -> None:
    assert look(watch(), started(watch()), candles(3), NOW, GRACE).next_look == LAST + 4 * HOUR + GRACE


def test_split_after_the_plan_ends_the_watch_untold() -> None:
    split = Split(ts_ms=epoch_ms(LAST + HOUR), ratio=Decimal(4))
    shares = candles(3, price=25.0).model_copy(update={"splits": (split,)})
    found = look(watch(), started(watch()), shares, NOW, GRACE)
    assert (found.ended, found.told) == ("split", [])


@pytest.mark.parametrize("at", [LAST, LAST - HOUR, LAST + 9 * HOUR])
def test_split_that_the_plan_knew_or_will_see_is_none(at: datetime) -> None:
    told = candles(3).model_copy(update={"splits": (Split(ts_ms=epoch_ms(at), ratio=Decimal(4)),)})
    assert look(watch(), started(watch()), told, NOW, GRACE).ended is None


def test_hole_in_what_was_seen_ends_the_watch() -> None:
    late = candles(MOST_CANDLES, first=LAST + 2 * HOUR)
    assert look(watch(), started(watch()), late, NOW, GRACE).ended == "lost"


def test_life_that_ends_is_told_at_its_last_candle() -> None:
    found = look(watch(valid_bars=2), started(watch()), candles(6, price=105.0), NOW, GRACE)
    assert (found.ended, [one.kind for one in found.told]) == ("told", ["expired"])
    assert found.told[0].bar_ms == epoch_ms(LAST + 2 * HOUR)
    assert (found.told[0].level, found.told[0].price) == (None, None)


@pytest.mark.parametrize(("wait", "ended"), [(timedelta(0), "lost"), (-HOUR, None)])
def test_silent_market_is_given_up_in_the_end(wait: timedelta, ended: str | None) -> None:
    at = gives_up_at(watch()) + wait
    assert plans.unseen(watch(), started(watch()), at).ended == ended
    assert look(watch(), started(watch()), candles(1), at, GRACE).ended == ended


@pytest.mark.parametrize(
    ("timeframe", "pause"), [("M1", 60), ("M15", 225), ("H1", 900), ("D1", 3600), ("W1", 3600)]
)
def test_missing_candle_is_looked_for_at_a_fitting_pace(timeframe: str, pause: int) -> None:
    assert plans.pause_of(Timeframe(timeframe)).total_seconds() == pause


def test_twenty_bars_of_any_timeframe_outlast_the_holidays() -> None:
    assert gives_up_at(watch(20)) - LAST > timedelta(days=14)
    assert gives_up_at(watch(20)).tzinfo == UTC
