"""FIGIs that a venue taught us, kept in the catalogue."""

from maxsignal_common.store.database import Database
from maxsignal_common.store.instruments import find_instrument, keep_figi


class StoredFigis:
    """Under which identifier a venue knows an instrument."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, instrument_id: str) -> str | None:
        async with self._database.begin() as connection:
            instrument = await find_instrument(connection, instrument_id)
        return instrument.figi if instrument else None

    async def keep(self, instrument_id: str, figi: str) -> None:
        async with self._database.begin() as connection:
            await keep_figi(connection, instrument_id, figi)
