"""ISS of the Moscow exchange, asked for one of its documents."""

from datetime import datetime, timedelta
from urllib.parse import quote

import httpx

from maxsignal_common.clock import Clock
from maxsignal_ingest.sources.http_json import JsonVenue, Wire, decoded
from maxsignal_ingest.sources.protocol import SourceUnavailable

PUBLIC = "https://iss.moex.com/iss"
BOARD = "engines/stock/markets/shares/boards/TQBR/securities"


class Iss:
    """The public one, or whatever speaks as it does at `base_url`."""

    def __init__(self, clock: Clock, base_url: str, call_limit: timedelta) -> None:
        http = httpx.AsyncClient(base_url=base_url, timeout=call_limit.total_seconds())
        self._venue = JsonVenue("moex", http, clock)

    async def ask[W: Wire](self, path: str, query: dict[str, str], shape: type[W]) -> tuple[W, datetime]:
        """The document, and the venue's time of it."""
        answer = await self._venue.get(f"{path}.json", {"iss.meta": "off", **query})
        if answer.status != httpx.codes.OK:
            raise SourceUnavailable(f"moex answered {answer.status}")
        return decoded("moex", answer.content, shape), answer.at

    async def aclose(self) -> None:
        await self._venue.aclose()


def path_of(secid: str) -> str:
    """A ticker as a part of a path, whatever letters it has."""
    return quote(secid, safe="")
