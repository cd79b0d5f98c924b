"""Ids are the same whoever computes them, ordered by time, and different for different things."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from maxsignal_common import ids
from maxsignal_common.market import epoch_ms, from_ms

TICK = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
MOSCOW = datetime.fromisoformat("2026-11-20T09:00:00+03:00")
moments = st.integers(946_684_800_000, 4_102_444_800_000).map(from_ms)  # 2000 to 2100
words = st.text(max_size=12)


def test_same_tick_in_another_zone_is_the_same_run() -> None:
    assert ids.scheduled_run_id("a", "IBM", "D1", TICK) == ids.scheduled_run_id("a", "IBM", "D1", MOSCOW)


@given(moments, words, words, words)
def test_run_ids_are_version_8_and_carry_their_time(at: datetime, a: str, i: str, t: str) -> None:
    run = ids.scheduled_run_id(a, i, t, at)
    assert (run.version, run.variant) == (8, RFC_4122)
    assert ids.id_time_ms(run) == epoch_ms(at)


@given(moments, st.timedeltas(timedelta(milliseconds=1), timedelta(days=900)))
def test_later_runs_have_greater_ids(at: datetime, later: timedelta) -> None:
    assert ids.scheduled_run_id("a", "b", "c", at) < ids.scheduled_run_id("a", "b", "c", at + later)


@given(st.lists(st.tuples(words, words, words), min_size=2, max_size=5, unique=True))
def test_shifted_words_do_not_collide(parts: list[tuple[str, str, str]]) -> None:
    assert len({ids.scheduled_run_id(*part, TICK) for part in parts}) == len(parts)


def test_step_post_and_delivery_ids_keep_the_runs_time() -> None:
    run = ids.scheduled_run_id("a", "IBM", "D1", TICK)
    post = ids.post_id(run)
    children = {ids.step_id(run, "smc"), post, ids.delivery_id(post, 0, 1), ids.delivery_id(post, 1, 1)}
    assert len(children) == 4
    assert {ids.id_time_ms(child) for child in children} == {epoch_ms(TICK)}


def test_documented_example_is_what_the_code_computes() -> None:
    """Producers outside this code rely on the page alone."""
    page = Path("docs/events.md").read_text()
    run = ids.scheduled_run_id("daystart", "IBM", "D1", TICK)
    assert f"is run `{run}`" in page
    assert f"is `{ids.event_id(run, '', 1, 'ms.run.requested.v1')}`" in page
    assert f"({epoch_ms(TICK)} ms)" in page
