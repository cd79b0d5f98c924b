import pytest

from maxsignal_methods.base_rates import DAILY, HOURLY, RULES, Rates
from maxsignal_methods.events import KINDS, METHODS
from maxsignal_methods.nulls import OUTCOMES
from maxsignal_methods.params import RULES_VERSION


def test_the_shipped_rates_are_of_these_rules() -> None:
    # python -m scripts.null_rates measures them again
    assert RULES == RULES_VERSION


@pytest.mark.parametrize("table", [DAILY, HOURLY], ids=["daily", "hourly"])
def test_shipped_rates_are_rates(table: Rates) -> None:
    for (method, kind), (per_100, share) in table.items():
        assert method in METHODS
        assert kind in KINDS
        assert 0 < per_100 < 100
        assert (share is not None) == ((method, kind) in OUTCOMES)
        assert share is None or 0 <= share <= 1


def test_noise_returns_to_nearly_every_gap() -> None:
    for table in (DAILY, HOURLY):
        _, touched = table["smc", "fvg"]
        assert touched is not None
        assert touched > 0.95
