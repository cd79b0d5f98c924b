"""Lists the catalogue; it is short enough for one page."""

from maxsignal_api.instruments.schemas import InstrumentList
from maxsignal_common.market import Instrument
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import instrument_list


async def list_instruments(database: Database) -> InstrumentList:
    async with database.begin() as connection:
        rows = await instrument_list(connection)
    return InstrumentList(items=[Instrument.model_validate(dict(row)) for row in rows])
