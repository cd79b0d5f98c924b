"""The catalogue as clients see it."""

from pydantic import BaseModel

from maxsignal_common.market import Instrument


class InstrumentList(BaseModel):
    items: list[Instrument]
    next_cursor: str | None = None
