"""CloudEvents 1.0 in NATS binary mode: what stands in the headers beside the JSON body."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from maxsignal_common.errors import PermanentError
from maxsignal_common.events import BY_TYPE, Event

MAX_BODY_BYTES = 256 * 1024
REQUEUE_PREFIX = "ms.requeue."


@dataclass(frozen=True)
class Cause:
    """The message being handled: whatever is published meanwhile names it as its cause."""

    event_id: str
    correlation_id: str
    traceparent: str | None = None


_current: ContextVar[Cause | None] = ContextVar("maxsignal_cause", default=None)


@contextmanager
def caused_by(cause: Cause | None) -> Iterator[None]:
    token = _current.set(cause)
    try:
        yield
    finally:
        _current.reset(token)


def headers_of(event: Event, *, source: str, at: datetime) -> dict[str, str]:
    """Headers of an event that is published now; `Nats-Msg-Id` makes a repeat a duplicate."""
    identity = str(event.event_id())
    cause = _current.get()
    headers = {
        "Nats-Msg-Id": identity,
        "ce-specversion": "1.0",
        "ce-id": identity,
        "ce-type": event.type(),
        "ce-source": f"/maxsignal/{source}",
        "ce-time": at.isoformat(),
        "ce-subject": str(event.run_id),
        "ce-correlationid": cause.correlation_id if cause else str(event.run_id),
        "content-type": "application/json",
    }
    if cause:
        headers["ce-causationid"] = cause.event_id
        if cause.traceparent:
            headers["traceparent"] = cause.traceparent
    return headers


def cause_of(headers: Mapping[str, str]) -> Cause | None:
    event_id = headers.get("ce-id")
    if event_id is None:
        return None
    return Cause(event_id, headers.get("ce-correlationid", event_id), headers.get("traceparent"))


def encode(event: Event) -> bytes:
    """The body; refused when it would not fit beside others (data belongs in the database)."""
    body = event.model_dump_json().encode()
    if len(body) > MAX_BODY_BYTES:
        raise PermanentError(
            "event_too_large", f"{event.type()} has {len(body)} bytes, the limit is {MAX_BODY_BYTES}"
        )
    return body


def decode(headers: Mapping[str, str], body: bytes, subject: str | None = None) -> Event:
    """The event a message carries, or PermanentError: nothing malformed reaches a handler.

    With `subject`, where the message arrived: an event on another's is refused, unless it was requeued.
    """
    kind = headers.get("ce-type", "")
    model = BY_TYPE.get(kind)
    if model is None:
        raise PermanentError("unknown_event_type", f"no event is called {kind[:80]!r}")
    try:
        event = model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PermanentError("malformed_event", f"{kind} at {place or 'body'}: {first['msg']}") from None
    if headers.get("ce-id") != str(event.event_id()):
        raise PermanentError("forged_event_id", f"{kind} names an id that its content does not have")
    if subject not in (None, event.subject()) and not subject.startswith(REQUEUE_PREFIX):
        raise PermanentError("wrong_subject", f"{kind} arrived on {subject[:100]}")
    occurred_at(headers)
    return event


def occurred_at(headers: Mapping[str, str]) -> datetime | None:
    """When the event was published; None where its producer did not say."""
    told = headers.get("ce-time")
    if told is None:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        raise PermanentError("malformed_event", "ce-time is no ISO 8601 time") from None
    if moment.tzinfo is None:
        raise PermanentError("malformed_event", "ce-time has no zone")
    return moment
