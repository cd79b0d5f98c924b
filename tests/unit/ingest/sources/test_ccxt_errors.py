"""The errors of ccxt as the port names them."""

import ccxt
import pytest

from maxsignal_ingest.sources.ccxt_exchange import failures_of
from maxsignal_ingest.sources.protocol import (
    BadCredentials,
    GeoBlocked,
    RateLimited,
    SourceUnavailable,
    UnknownInstrument,
)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (ccxt.BadSymbol, UnknownInstrument),
        (ccxt.RestrictedLocation, GeoBlocked),
        (ccxt.PermissionDenied, BadCredentials),
        (ccxt.RateLimitExceeded, RateLimited),
        (ccxt.DDoSProtection, RateLimited),
        (ccxt.RequestTimeout, SourceUnavailable),
        (ccxt.OnMaintenance, SourceUnavailable),
        (ccxt.ExchangeError, SourceUnavailable),
        (TimeoutError, SourceUnavailable),
    ],
)
def test_error_of_ccxt_becomes_the_ports(theirs: type[Exception], ours: type[Exception]) -> None:
    with pytest.raises(ours) as caught, failures_of("ccxt:test"):
        raise theirs("said")
    assert type(caught.value) is ours
