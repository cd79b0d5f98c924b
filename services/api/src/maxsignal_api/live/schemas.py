"""A line of the stream."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from maxsignal_common.facts import Method


class RunTold(BaseModel):
    """Something was recorded of a run; `seq` is where to go on from, `method` the step that ended."""

    seq: str
    at: datetime
    type: str
    run_id: UUID
    run_seq: int
    method: Method | Literal["candles"] | None


class Beat(BaseModel):
    """The stream is alive; `resync` asks to read everything anew."""

    at: datetime
