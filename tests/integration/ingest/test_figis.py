"""A learned identifier is kept in the catalogue, for every worker."""

from maxsignal_common.store.database import Database
from maxsignal_ingest.figis import StoredFigis


async def test_learned_figi_is_known_to_the_next_worker(database: Database) -> None:
    assert await StoredFigis(database).get("IBM") is None
    await StoredFigis(database).keep("IBM", "BBG000BLNNH6")
    assert await StoredFigis(database).get("IBM") == "BBG000BLNNH6"


async def test_unknown_instrument_has_no_figi(database: Database) -> None:
    await StoredFigis(database).keep("NOSUCH", "BBG000BLNNH6")
    assert await StoredFigis(database).get("NOSUCH") is None
