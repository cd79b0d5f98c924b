"""What a finished round says."""

from maxsignal_common.events import PostPublished
from maxsignal_common.ids import post_id
from maxsignal_common.store.rounds import FinishedRound
from maxsignal_publisher.sweeping import published
from tests.fixtures.samples import run_id


def finished(number: int, **counts: int) -> FinishedRound:
    return FinishedRound(post_id(run_id()), number, run_id(), run_id(1), counts)


def test_counts_say_how_messages_ended() -> None:
    event = published(finished(1, sent=4, unknown=1))
    assert event == PostPublished(run_id=run_id(), sent=4, failed=0, blocked=0, unknown=1)


def test_messages_that_quiet_hours_hold_are_told() -> None:
    assert published(finished(1, sent=1, queued=2)).held == 2


def test_every_round_has_an_event_of_its_own() -> None:
    assert published(finished(1)).event_id() != published(finished(2)).event_id()


def test_late_evidence_changes_no_event_id() -> None:
    assert published(finished(1, unknown=1)).event_id() == published(finished(1, sent=1)).event_id()
