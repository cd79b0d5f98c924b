"""Consumers as the runtime rules want them."""

import pytest
from nats.js.api import AckPolicy

from maxsignal_common.bus import topology

DAY = 86_400


@pytest.mark.parametrize("consumer", topology.CONSUMERS, ids=lambda c: c.name)
def test_consumers_leave_acknowledging_and_limits_to_us(consumer: topology.Consumer) -> None:
    config = topology.consumer_config(consumer)
    assert config.ack_policy is AckPolicy.EXPLICIT
    assert (config.max_deliver, config.backoff) == (-1, None)
    assert (config.max_ack_pending or 0) >= 64
    assert consumer.requeue_subject in (config.filter_subjects or [])


@pytest.mark.parametrize("stream", topology.STREAMS, ids=lambda s: s.name)
def test_streams_are_bounded_and_remember_a_day_of_ids(stream: topology.StreamPlan) -> None:
    config = stream.config()
    assert config.duplicate_window == DAY
    assert 0 < (config.max_bytes or 0) <= 1024**3
    assert (config.max_age or 0) >= 7 * DAY


def test_every_subject_belongs_to_one_stream() -> None:
    subjects = [subject for stream in topology.STREAMS for subject in stream.config().subjects or []]
    assert len(subjects) == len(set(subjects))
