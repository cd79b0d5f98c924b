"""When the fallback is asked."""

from datetime import timedelta

import pytest

from maxsignal_ingest.market import gives_way
from maxsignal_ingest.sources import protocol as port


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (port.SourceResting("down", timedelta(minutes=1)), True),
        (port.SourceResting("back in a moment", timedelta(seconds=10)), False),
        (port.SourceDisabled("blocked"), True),
        (port.GeoBlocked("blocked"), True),
        (port.BadCredentials("wrong token"), True),
        (port.SourceUnavailable("once"), False),
        (port.BudgetSpent("wait", timedelta(minutes=1)), False),
        (port.NotSettled("wait"), False),
        (port.UnknownInstrument("no such"), False),
        (port.UnsupportedTimeframe("no such"), False),
        (port.BadCandles("nonsense"), False),
        (port.NoCandles("none"), False),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_fallback_is_for_sources_out_of_reach(
    failure: port.Postponed | port.Refused, *, expected: bool
) -> None:
    assert gives_way(failure) is expected
