"""Which source an instrument gets, and when its vendor's library is loaded."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import FrozenClock
from maxsignal_common.store.database import connect
from maxsignal_ingest.sources.protocol import UnknownSource
from maxsignal_ingest.sources.routing import SourceOptions, Sources

CLOCK = FrozenClock(datetime(2026, 11, 20, tzinfo=UTC))
NO_DATABASE = connect("postgresql://127.0.0.1:9/none")
VENDORS = "{'ccxt', 'yfinance', 'pandas'} & set(sys.modules)"


def no_sources_yet() -> Sources:
    return Sources(NO_DATABASE, CLOCK, SourceOptions())


async def test_source_is_opened_once() -> None:
    sources = no_sources_yet()
    assert await sources.get("replay") is await sources.get("replay")
    await sources.aclose()


async def test_every_instrument_of_the_catalogue_has_one() -> None:
    sources = no_sources_yet()
    names = {instrument.source for instrument in INSTRUMENTS}
    opened = {type(await sources.get(name)).__name__ for name in names}
    assert opened == {"ReplaySource", "YFinanceSource", "CcxtSource"}
    await sources.aclose()


@pytest.mark.parametrize("name", ["", "nosuch", "replay:x", "yfinance:x", "import:x", "ccxt", "ccxt:nosuch"])
async def test_unknown_source_is_refused(name: str) -> None:
    with pytest.raises(UnknownSource):
        await no_sources_yet().get(name)


def test_vendor_libraries_wait_for_their_first_use() -> None:
    code = f"import sys, maxsignal_ingest.sources.routing; sys.exit(bool({VENDORS}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
