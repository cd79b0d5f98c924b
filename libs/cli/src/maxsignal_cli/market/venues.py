"""The venues as the operator's verbs reach them: through the adapters that ingest uses, with its settings."""

from collections.abc import Sequence

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.clock import SystemClock
from maxsignal_common.market import Instrument
from maxsignal_common.wrong_settings import read_settings
from maxsignal_ingest.settings import IngestSettings
from maxsignal_ingest.sources.protocol import Catalogue
from maxsignal_ingest.sources.routing import open_source, source_options


async def listed_by(name: str) -> Sequence[Instrument]:
    """What the venue lists; raises the source's own errors."""
    source = open_source(name, SystemClock(), source_options(read_settings(IngestSettings)))
    try:
        if not isinstance(source, Catalogue):
            raise LauncherError(
                "no_catalogue", f"{name} lists no instruments: give a list of your own with --csv"
            )
        return await source.instruments()
    finally:
        await source.aclose()
