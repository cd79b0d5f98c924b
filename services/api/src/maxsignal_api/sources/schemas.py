"""A source of candles as clients see it."""

from datetime import datetime

from pydantic import BaseModel

from maxsignal_common.store.breakers import BreakerState


class Source(BaseModel):
    """`closed` is asked, `open` rests until a moment, `disabled` waits for a person; all failed once."""

    source: str
    state: BreakerState
    failures: int
    failing_since: datetime | None
    open_until: datetime | None
    reason: str | None
    changed_at: datetime


class SourceList(BaseModel):
    items: list[Source]
    next_cursor: str | None = None
