"""Which source an instrument gets, and when its vendor's library is loaded."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import FrozenClock
from maxsignal_common.store.database import connect
from maxsignal_ingest.sources.protocol import BadCredentials, UnknownSource
from maxsignal_ingest.sources.routing import SourceOptions, Sources

CLOCK = FrozenClock(datetime(2026, 11, 20, tzinfo=UTC))
OPTIONS = SourceOptions(
    database=connect("postgresql://127.0.0.1:9/none"), tinvest_token=SecretStr("t.secret")
)
VENDORS = "{'ccxt', 'yfinance', 'pandas'} & set(sys.modules)"


async def test_source_is_opened_once() -> None:
    sources = Sources(CLOCK, SourceOptions())
    assert await sources.get("replay") is await sources.get("replay")
    await sources.aclose()


async def test_every_instrument_of_the_catalogue_has_one() -> None:
    sources = Sources(CLOCK, SourceOptions())
    names = {instrument.source for instrument in INSTRUMENTS}
    opened = {type(await sources.get(name)).__name__ for name in names}
    assert opened == {"ReplaySource", "YFinanceSource", "CcxtSource"}
    await sources.aclose()


@pytest.mark.parametrize("name", ["import", "moex", "tinvest"])
async def test_source_is_opened_by_its_name(name: str) -> None:
    sources = Sources(CLOCK, OPTIONS)
    assert type(await sources.get(name)).__name__.lower().startswith(name)
    await sources.aclose()


async def test_tinvest_without_a_token_is_refused() -> None:
    with pytest.raises(BadCredentials):
        await Sources(CLOCK, SourceOptions()).get("tinvest")


@pytest.mark.parametrize("name", ["", "nosuch", "replay:x", "yfinance:x", "import:x", "ccxt", "ccxt:nosuch"])
async def test_unknown_source_is_refused(name: str) -> None:
    with pytest.raises(UnknownSource):
        await Sources(CLOCK, SourceOptions()).get(name)


def test_vendor_libraries_wait_for_their_first_use() -> None:
    code = f"import sys, maxsignal_ingest.sources.routing; sys.exit(bool({VENDORS}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
