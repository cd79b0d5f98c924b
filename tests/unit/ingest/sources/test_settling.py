"""Which newest candle is worth a wait."""

from datetime import timedelta

import pytest

from maxsignal_common.market import epoch_ms
from maxsignal_ingest.sources.closing import Closing
from maxsignal_ingest.sources.protocol import NotSettled
from maxsignal_ingest.sources.settling import expect_written, held_back, within_reach
from tests.unit.ingest.samples import HOUR, MONDAY, hourly, request

NOON = MONDAY + 12 * HOUR
GRACE, PATIENCE = timedelta(minutes=1), timedelta(minutes=2)
NEWEST = hourly(12)[-1]


def closing(after_noon: timedelta, grace: timedelta = GRACE) -> Closing:
    return Closing(NOON + after_noon, grace)


def test_candle_still_written_is_awaited_to_the_end() -> None:
    with pytest.raises(NotSettled) as caught:
        held_back(NEWEST, request(NOON), closing(timedelta(seconds=70)), PATIENCE)
    assert caught.value.retry_after == timedelta(seconds=50)


@pytest.mark.parametrize("after", [timedelta(minutes=2), timedelta(hours=3)])
def test_candle_written_too_long_is_done_without(after: timedelta) -> None:
    held = held_back(NEWEST, request(NOON), closing(after), PATIENCE)
    assert epoch_ms(held.as_of) == NEWEST.close_ms - 1


def test_candle_within_its_grace_is_left_to_it() -> None:
    asked = request(NOON)
    assert held_back(NEWEST, asked, closing(timedelta(seconds=30)), PATIENCE) == asked


@pytest.mark.parametrize(("seconds", "wait"), [(0, 60), (20, 40), (59, 1)])
def test_unlisted_candle_is_awaited_through_the_grace(seconds: int, wait: int) -> None:
    with pytest.raises(NotSettled) as caught:
        expect_written(request(NOON), closing(timedelta(seconds=seconds)), HOUR)
    assert caught.value.retry_after == timedelta(seconds=wait)


@pytest.mark.parametrize("seconds", [60, 61, 1800])
def test_after_the_grace_nothing_is_awaited(seconds: int) -> None:
    expect_written(request(NOON), closing(timedelta(seconds=seconds)), HOUR)


def test_candle_behind_a_newer_one_is_not_awaited() -> None:
    asked = request(NOON + HOUR)
    late = closing(timedelta(0), grace=timedelta(minutes=20))
    assert epoch_ms(within_reach(NEWEST, asked, late).as_of) == late.limit_ms(asked.as_of)


def test_newest_candle_there_can_be_is_in_reach() -> None:
    asked = request(NOON + HOUR / 2)
    assert within_reach(NEWEST, asked, closing(timedelta(0), grace=timedelta(minutes=20))) == asked
