"""The catalogue as clients see and switch it."""

from pydantic import BaseModel, StrictBool

from maxsignal_common.market import Frozen, Instrument


class InstrumentList(BaseModel):
    """`total` is how many the filters leave."""

    items: list[Instrument]
    total: int
    next_cursor: str | None = None


class InstrumentChange(Frozen):
    enabled: StrictBool
