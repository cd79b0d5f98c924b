"""Cursors: where a page ended, opaque to clients."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from maxsignal_api.problems import ProblemError
from maxsignal_common.store.reads import RunPosition

Limit = Annotated[int, Query(ge=1, le=200, description="Most items to return")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before")]


def encode_position(position: RunPosition) -> str:
    text = f"{position.created_at.isoformat()} {position.run_id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def decode_position(cursor: str) -> RunPosition:
    """The position a cursor stands for; ProblemError 422 where it is none of ours."""
    try:
        created_at, run_id = base64.b64decode(cursor, altchars=b"-_", validate=True).decode().split(" ")
        position = RunPosition(datetime.fromisoformat(created_at), UUID(run_id))
    except (ValueError, binascii.Error):
        raise _invalid() from None
    # Written back it must be the same: a cursor is nothing to be composed by hand.
    if position.created_at.tzinfo is not UTC or encode_position(position) != cursor:
        raise _invalid()
    return position


def _invalid() -> ProblemError:
    return ProblemError(422, "invalid_cursor", "this cursor was not given out here")
