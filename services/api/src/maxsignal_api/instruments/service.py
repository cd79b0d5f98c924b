"""Reads the catalogue and moves its switches."""

from maxsignal_api.auth.actor import record
from maxsignal_api.instruments.schemas import InstrumentChange, InstrumentList
from maxsignal_api.problems import ProblemError
from maxsignal_common.market import Instrument
from maxsignal_common.store import listing
from maxsignal_common.store.database import Database
from maxsignal_common.store.instruments import find_instrument
from maxsignal_common.store.listing import InstrumentFilter


async def list_instruments(
    database: Database, wanted: InstrumentFilter, *, after: str | None, limit: int
) -> InstrumentList:
    async with database.begin() as connection:
        found = await listing.instrument_page(connection, wanted, after=after, limit=limit + 1)
        total = await listing.count_instruments(connection, wanted)
    page, more = found[:limit], found[limit:]
    return InstrumentList(items=page, total=total, next_cursor=page[-1].id if more else None)


async def change(database: Database, instrument_id: str, request: InstrumentChange) -> Instrument:
    async with database.begin() as connection:
        before = await find_instrument(connection, instrument_id)
        if before is None:
            raise ProblemError(404, "unknown_instrument", "the catalogue has no such instrument")
        await listing.switch_instruments(connection, [instrument_id], enabled=request.enabled)
        told = {"before": {"enabled": before.enabled}, "after": {"enabled": request.enabled}}
        await record(connection, "instrument.change", instrument_id, **told)
    return before.model_copy(update={"enabled": request.enabled})
