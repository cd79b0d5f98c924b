"""The port of every candle source, and how it fails.

A source that answers, answers fully: what it could not get, did not understand or does not trust is raised.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Protocol, runtime_checkable

from maxsignal_common.errors import PermanentError, RetryableError
from maxsignal_common.market import Instrument
from maxsignal_ingest.domain import CandleRequest, FetchedCandles

__all__ = [
    "AsOfBeforeData",
    "BadCandles",
    "BadCredentials",
    "BudgetSpent",
    "CandleRequest",
    "CandleSource",
    "Catalogue",
    "FetchedCandles",
    "GeoBlocked",
    "NoCandles",
    "NotSettled",
    "Postponed",
    "RateLimited",
    "Refused",
    "SourceDisabled",
    "SourceResting",
    "SourceUnavailable",
    "UnknownInstrument",
    "UnknownSource",
    "UnsupportedTimeframe",
]


class CandleSource(Protocol):
    """Gives closed candles of one venue."""

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        """The newest `count` candles that closed by `as_of`, oldest first; at least one.

        Fewer than `count` only when the venue has fewer. A candle is closed once the venue's clock is past
        its close by the source's grace. Everything else raises: `Postponed` when asking again may help,
        `Refused` when it cannot.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of connections; the source is not used afterwards."""
        ...


@runtime_checkable
class Catalogue(Protocol):
    """Tells what can be traded at one venue; raises like `CandleSource`."""

    async def instruments(self) -> Sequence[Instrument]:
        """Every instrument there is, none of them enabled."""
        ...


class Postponed(RetryableError):  # noqa: N818 - the port's failures are named after what happened
    """Ask again after `retry_after`; the bus caps the wait of one delivery, a breaker need not."""

    machine_code: ClassVar[str]

    def __init__(self, detail: str, retry_after: timedelta = timedelta(seconds=5)) -> None:
        super().__init__(self.machine_code, detail, delay=retry_after)
        self.retry_after = retry_after


class SourceUnavailable(Postponed):
    """The venue does not answer, answers with its own failure, or with something that is not its API."""

    machine_code = "source_unavailable"


class RateLimited(Postponed):
    """The venue asks to be left alone for a while."""

    machine_code = "rate_limited"


class NotSettled(Postponed):
    """The newest candle has closed, but the venue may still be writing it."""

    machine_code = "candle_not_settled"


class SourceResting(Postponed):
    """The source failed, or asked to be left alone: its breaker is open, and somebody else may be probing."""

    machine_code = "source_resting"


class BudgetSpent(Postponed):
    """What the venue allows is used up for now."""

    machine_code = "budget_spent"


class Refused(PermanentError):  # noqa: N818 - as above
    """The same request can never be answered."""

    machine_code: ClassVar[str]

    def __init__(self, detail: str) -> None:
        super().__init__(self.machine_code, detail)


class GeoBlocked(Refused):
    """The venue does not serve this machine's country: disable the source and tell a person."""

    machine_code = "geo_blocked"


class SourceDisabled(Refused):
    """The source was switched off, by a block of this country or by a person; a person switches it on."""

    machine_code = "source_disabled"


class UnknownSource(Refused):
    machine_code = "unknown_source"


class UnknownInstrument(Refused):
    machine_code = "unknown_instrument"


class UnsupportedTimeframe(Refused):
    machine_code = "unsupported_timeframe"


class BadCredentials(Refused):
    machine_code = "bad_credentials"


class BadCandles(Refused):
    """The venue gave rows that cannot be candles (NaN, duplicated, unsorted, high below low)."""

    machine_code = "bad_candles"


class AsOfBeforeData(Refused):
    """The venue's first candle closed after `as_of`."""

    machine_code = "as_of_before_data"


class NoCandles(Refused):
    """The venue knows the instrument and has no candle for the window."""

    machine_code = "no_candles"
