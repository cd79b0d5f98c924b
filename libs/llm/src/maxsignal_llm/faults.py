"""Every way in which a call fails, and what to do about each."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Fault(StrEnum):
    # Nothing was sent, or nobody was there.
    NO_KEY = "no_key"
    NETWORK_FORBIDDEN = "network_forbidden"
    UNREACHABLE = "unreachable"
    # Sent, and the end is not known.
    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    # The provider says so.
    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"
    PAYMENT_REQUIRED = "payment_required"
    FORBIDDEN = "forbidden"
    UNKNOWN_MODEL = "unknown_model"
    PROVIDER_TIMED_OUT = "provider_timed_out"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    PROVIDER_DOWN = "provider_down"
    UNEXPECTED_STATUS = "unexpected_status"
    # Status 200, and yet no answer.
    EMPTY_BODY = "empty_body"
    NOT_JSON_BODY = "not_json_body"
    MALFORMED_BODY = "malformed_body"
    NO_CHOICES = "no_choices"
    EMPTY_CONTENT = "empty_content"
    TRUNCATED = "truncated"
    CONTENT_FILTERED = "content_filtered"
    REFUSED = "refused"
    BROKEN_OFF = "broken_off"
    NOT_JSON_CONTENT = "not_json_content"
    UNSTORABLE_CONTENT = "unstorable_content"


class Remedy(StrEnum):
    """`RETRY` may help with the same model, `NEXT` with another one, `STOP` with none."""

    RETRY = "retry"
    NEXT = "next"
    STOP = "stop"


_RETRY = {
    Fault.UNREACHABLE,
    Fault.TIMED_OUT,
    Fault.CONNECTION_LOST,
    Fault.PROVIDER_TIMED_OUT,
    Fault.RATE_LIMITED,
    Fault.PROVIDER_DOWN,
    Fault.EMPTY_BODY,
    Fault.NOT_JSON_BODY,
    Fault.NO_CHOICES,
    Fault.EMPTY_CONTENT,
    Fault.BROKEN_OFF,
}
_STOP = {Fault.NO_KEY, Fault.NETWORK_FORBIDDEN, Fault.UNAUTHORIZED, Fault.PAYMENT_REQUIRED}
# Providers bill generations, not refusals by status; whatever else came without usage may have cost.
FREE = {
    Fault.NO_KEY,
    Fault.NETWORK_FORBIDDEN,
    Fault.UNREACHABLE,
    Fault.BAD_REQUEST,
    Fault.UNAUTHORIZED,
    Fault.PAYMENT_REQUIRED,
    Fault.FORBIDDEN,
    Fault.UNKNOWN_MODEL,
    Fault.PROVIDER_TIMED_OUT,
    Fault.TOO_LARGE,
    Fault.RATE_LIMITED,
    Fault.PROVIDER_DOWN,
    Fault.UNEXPECTED_STATUS,
}


def remedy(fault: Fault) -> Remedy:
    if fault in _STOP:
        return Remedy.STOP
    return Remedy.RETRY if fault in _RETRY else Remedy.NEXT


_BY_STATUS = {
    401: Fault.UNAUTHORIZED,
    402: Fault.PAYMENT_REQUIRED,
    403: Fault.FORBIDDEN,
    404: Fault.UNKNOWN_MODEL,
    408: Fault.PROVIDER_TIMED_OUT,
    413: Fault.TOO_LARGE,
    429: Fault.RATE_LIMITED,
}


def fault_of_status(status: int) -> Fault:
    """What a status means, whether it is the answer's own or told inside a 200."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:  # noqa: PLR2004 - the class of server errors
        return Fault.PROVIDER_DOWN
    return Fault.BAD_REQUEST if status >= 400 else Fault.UNEXPECTED_STATUS  # noqa: PLR2004 - client errors


class Usage(NamedTuple):
    """What an answer says it used; None is what it does not say, or says in an unbelievable way."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: Decimal | None = None


class Served(NamedTuple):
    """Who answered."""

    model: str | None = None
    provider: str | None = None
    generation_id: str | None = None


class Answer(NamedTuple):
    content: str
    usage: Usage
    served: Served


class Failed(NamedTuple):
    fault: Fault
    detail: str
    status: int | None = None
    retry_after_s: float | None = None
    usage: Usage = Usage()
    served: Served = Served()
