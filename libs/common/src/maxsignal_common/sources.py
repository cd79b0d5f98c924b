"""What is known of a candle source before it is asked: its name, and which timeframes it can never serve.

The adapters are ingest's; a contract test holds this page to them.
"""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from maxsignal_common.market import Instrument, Timeframe

DAILY = frozenset({Timeframe.D1, Timeframe.W1})
# Built inside sessions, which takes an exchange whose hours are known.
IN_SESSIONS = frozenset({Timeframe.H4, Timeframe.W1})
HOURS_KNOWN = frozenset({"NYSE", "NASDAQ", "AMEX", "ARCA", "MOEX"})
EVERY = frozenset(Timeframe)
SERVED = {"replay": DAILY, "import": EVERY, "yfinance": EVERY, "moex": EVERY, "tinvest": EVERY}


def _known(name: str) -> str:
    kind, _, venue = name.partition(":")
    if name not in SERVED and not (kind == "ccxt" and venue.isalnum() and venue.islower()):
        names = ", ".join(SERVED)
        raise PydanticCustomError(
            "unknown_source", "sources are {names} and ccxt:<exchange>", {"names": names}
        )
    return name


SourceName = Annotated[str, AfterValidator(_known)]


def can_serve(instrument: Instrument, timeframe: Timeframe) -> bool:
    """Whether the instrument's source may have candles of this timeframe; False only where it never has."""
    kind = instrument.source.partition(":")[0]
    if kind in {"replay", "yfinance"} and timeframe in IN_SESSIONS and instrument.exchange not in HOURS_KNOWN:
        return False
    return timeframe in SERVED.get(kind, EVERY)
