"""How a breaker moves with each outcome."""

from datetime import UTC, datetime, timedelta

import pytest

from maxsignal_common.store.breakers import Breaker, BreakerState
from maxsignal_ingest.breakers import LONGEST_BAN, SHORTEST_PAUSE, BreakerPolicy, moved, resting
from maxsignal_ingest.sources.protocol import (
    GeoBlocked,
    Postponed,
    RateLimited,
    Refused,
    SourceUnavailable,
    UnknownInstrument,
)

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
SOUND = Breaker("venue", BreakerState.CLOSED, 0, None, 0, None, None, NOW)
POLICY = BreakerPolicy(
    failures=3, within=timedelta(minutes=2), pause=timedelta(seconds=30), longest=timedelta(minutes=15)
)
DOWN = SourceUnavailable("down")
SECOND = timedelta(seconds=1)


def after(
    *outcomes: Postponed | Refused | None,
    breaker: Breaker = SOUND,
    every: timedelta = SECOND,
    jitter: float = 0.5,
) -> Breaker:
    for number, outcome in enumerate(outcomes):
        breaker = moved(breaker, outcome, NOW + number * every, POLICY, jitter)
    return breaker


def test_failures_in_a_row_open_it() -> None:
    assert after(DOWN, DOWN).state is BreakerState.CLOSED
    opened = after(DOWN, DOWN, DOWN)
    assert (opened.state, opened.open_until) == (BreakerState.OPEN, NOW + 2 * SECOND + 15 * SECOND)


def test_rare_failures_leave_it_closed() -> None:
    assert after(*[DOWN] * 9, every=timedelta(minutes=1, seconds=1)).state is BreakerState.CLOSED


def test_answers_close_it_and_refusals_are_answers() -> None:
    probed = after(DOWN, DOWN, DOWN)._replace(state=BreakerState.HALF_OPEN)
    assert after(None, breaker=probed) == SOUND
    assert after(UnknownInstrument("no such"), breaker=probed) == SOUND


def test_one_failed_probe_opens_it_again_for_longer() -> None:
    probed = after(DOWN, DOWN, DOWN)._replace(state=BreakerState.HALF_OPEN)
    assert after(DOWN, breaker=probed).open_until == NOW + 30 * SECOND


@pytest.mark.parametrize(("jitter", "pause"), [(0.0, SHORTEST_PAUSE), (0.999, timedelta(minutes=14))])
def test_pause_is_jittered_up_to_its_longest(jitter: float, pause: timedelta) -> None:
    worn = SOUND._replace(state=BreakerState.HALF_OPEN, openings=20)
    opened = after(DOWN, breaker=worn, jitter=jitter)
    assert opened.open_until
    assert pause <= opened.open_until - NOW <= pause + timedelta(minutes=1) * jitter


def test_late_answer_does_not_end_a_limit() -> None:
    limited = after(RateLimited("slow down", timedelta(minutes=5)))
    assert after(None, breaker=limited) == after(DOWN, breaker=limited) == limited


def test_longer_limit_wins_and_none_lasts_for_ever() -> None:
    longest = after(RateLimited("", timedelta(days=99)), RateLimited("", SECOND))
    assert longest.open_until == NOW + LONGEST_BAN


def test_block_is_for_a_person_to_lift() -> None:
    blocked = after(GeoBlocked("not here"))
    assert blocked.state is BreakerState.DISABLED
    assert after(None, DOWN, RateLimited(""), breaker=blocked) == blocked


def test_resting_source_says_for_how_long() -> None:
    opened = after(DOWN, DOWN, DOWN)
    assert resting(opened, NOW).retry_after == 17 * SECOND
    assert resting(opened, NOW + timedelta(hours=1)).retry_after == SHORTEST_PAUSE
