"""What the watchdog believes about a consumer."""

from datetime import UTC, datetime, timedelta

from maxsignal_common.bus.activity import Activity
from maxsignal_common.clock import FrozenClock

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_consumer_at_work_is_never_idle() -> None:
    clock = FrozenClock(NOW)
    activity = Activity(clock)
    with activity.handling("smc"):
        clock.at += timedelta(hours=1)
        assert activity.idle_seconds("smc") == 0


def test_idleness_counts_from_the_last_message() -> None:
    clock = FrozenClock(NOW)
    activity = Activity(clock)
    with activity.handling("smc"):
        clock.at += timedelta(seconds=5)
    clock.at += timedelta(seconds=30)
    assert activity.idle_seconds("smc") == 30


def test_unseen_consumer_starts_counting_when_asked() -> None:
    clock = FrozenClock(NOW)
    activity = Activity(clock)
    assert activity.idle_seconds("smc") == 0
    clock.at += timedelta(seconds=61)
    assert activity.idle_seconds("smc") == 61
