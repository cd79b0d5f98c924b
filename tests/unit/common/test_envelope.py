"""What travels beside the body, and what is refused on the way in."""

import json
from datetime import UTC, datetime

import pytest

from maxsignal_common.bus.envelope import MAX_BODY_BYTES, Cause, caused_by, decode, encode, headers_of
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import EVENTS, StepFailed
from maxsignal_common.facts import Method
from tests.fixtures import samples

AT = datetime(2026, 11, 21, tzinfo=UTC)
REQUEST = samples.requested()


def test_first_event_of_a_run_correlates_with_it() -> None:
    headers = headers_of(REQUEST, source="api", at=AT)
    assert headers["ce-correlationid"] == headers["ce-subject"] == str(REQUEST.run_id)
    assert "ce-causationid" not in headers


def test_event_names_the_message_it_was_caused_by() -> None:
    with caused_by(Cause("cause", "story", "00-trace")):
        headers = headers_of(REQUEST, source="ingest", at=AT)
    assert headers["ce-causationid"] == "cause"
    assert headers["ce-correlationid"] == "story"
    assert headers["traceparent"] == "00-trace"


def test_event_survives_the_wire() -> None:
    event = samples.candles_ready(REQUEST)
    assert decode(headers_of(event, source="ingest", at=AT), encode(event)) == event


def test_message_id_is_the_event_id() -> None:
    headers = headers_of(REQUEST, source="api", at=AT)
    assert headers["Nats-Msg-Id"] == headers["ce-id"] == str(REQUEST.event_id())


@pytest.mark.parametrize("kind", ["", "ms.run.requested.v2", "ms.nonsense.v1"])
def test_unknown_types_are_refused(kind: str) -> None:
    with pytest.raises(PermanentError, match="unknown_event_type"):
        decode({"ce-type": kind}, encode(REQUEST))


def test_oversized_event_is_refused_before_it_is_sent() -> None:
    event = StepFailed(run_id=REQUEST.run_id, method=Method.SMC, code="x", detail="y" * MAX_BODY_BYTES)
    with pytest.raises(PermanentError, match="event_too_large"):
        encode(event)


def test_bad_input_is_not_echoed_in_the_error() -> None:
    body = encode(REQUEST).replace(b'"IBM"', b'"secret!"')
    with pytest.raises(PermanentError) as refused:
        decode(headers_of(REQUEST, source="api", at=AT), body)
    assert "secret" not in str(refused.value)


def test_event_on_anothers_subject_is_refused() -> None:
    headers = headers_of(REQUEST, source="api", at=AT)
    assert decode(headers, encode(REQUEST), "ms.requeue.ingest") == REQUEST
    with pytest.raises(PermanentError, match="wrong_subject"):
        decode(headers, encode(REQUEST), "ms.evt.candles.ready")


@pytest.mark.parametrize("told", ["yesterday", "2026-11-21T00:00:00"])
def test_unreadable_time_of_an_event_is_refused(told: str) -> None:
    headers = {**headers_of(REQUEST, source="api", at=AT), "ce-time": told}
    with pytest.raises(PermanentError, match="malformed_event"):
        decode(headers, encode(REQUEST))


@pytest.mark.parametrize(
    "config",
    [
        {"steps": []},
        {"steps": [{"method": "smc"}, {"method": "smc"}]},
        {"languages": []},
        {"languages": ["ru", "ru"]},
        {"time_zone": "Mars/Phobos"},
        {"time_zone": "../etc/passwd"},
        {"analysis": "nul\u0000"},
    ],
)
def test_configuration_that_cannot_run_is_malformed(config: dict[str, object]) -> None:
    data = {**REQUEST.model_dump(mode="json"), "config": config}
    with pytest.raises(PermanentError, match="malformed_event"):
        decode(headers_of(REQUEST, source="api", at=AT), json.dumps(data).encode())


@pytest.mark.parametrize(
    "changes",
    [{"sha256": "f" * 64}, {"bars": 4}, {"first_ms": 1}, {"last_ms": 1}],
    ids=lambda c: next(iter(c)),
)
def test_candles_must_be_those_the_origin_describes(changes: dict[str, object]) -> None:
    event = samples.candles_ready(REQUEST)
    data = event.model_dump(mode="json")
    data["origin"] |= changes
    with pytest.raises(PermanentError, match="malformed_event"):
        decode(headers_of(event, source="ingest", at=AT), json.dumps(data).encode())


def test_types_and_subjects_are_unique() -> None:
    assert (
        len({event.type() for event in EVENTS})
        == len({event.base_subject for event in EVENTS})
        == len(EVENTS)
    )
