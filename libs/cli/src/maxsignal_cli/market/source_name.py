"""A source that an operator names: a misspelled one would be found out by the first run that needs it."""

from maxsignal_cli.servers.errors import LauncherError


def check_source(name: str) -> None:
    """Raises LauncherError where candles cannot come from there."""
    from maxsignal_ingest.sources.routing import is_source  # noqa: PLC0415 - vendor libraries take seconds

    if not is_source(name):
        raise LauncherError(
            "unknown_source",
            f"there is no source {name}: take yfinance, moex, tinvest, import, replay, "
            f"or ccxt: and the id of an exchange, e.g. ccxt:kraken",
        )
