import re
from pathlib import Path

import pytest

from maxsignal_methods import MethodResult, analyze, detect
from maxsignal_methods.base_rates import DAILY, HOURLY, RULES, Rates
from maxsignal_methods.candles import HOUR_MS
from maxsignal_methods.events import KINDS, METHODS, rows
from maxsignal_methods.nulls import OUTCOMES
from maxsignal_methods.params import RULES_VERSION
from maxsignal_methods.report import on_noise
from maxsignal_methods.result import Value
from tests.unit.methods.build import recorded, walk

EVIDENCE = Path(__file__).parents[3] / "docs/methods-evidence.md"


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


@pytest.mark.parametrize(("table", "column"), [(DAILY, 2), (HOURLY, 4)], ids=["daily", "hourly"])
def test_the_page_shows_the_shipped_rates(table: Rates, column: int) -> None:
    lines = re.findall(r"^\| (?:wyckoff|smc|vsa|delta|ict) \w+ \|.*", EVIDENCE.read_text(), re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    shown = {tuple(row[0].split()): float(row[column].split()[0]) for row in cells if row[column]}
    assert shown == {key: pytest.approx(per_100, abs=0.006) for key, (per_100, _) in table.items()}


def test_noise_returns_to_nearly_every_gap() -> None:
    for table in (DAILY, HOURLY):
        _, touched = table["smc", "fvg"]
        assert touched is not None
        assert touched > 0.95


def rates_of(result: MethodResult) -> dict[str, tuple[Value, Value]]:
    return {fact.kind: (fact.values.get("null_rate"), fact.values.get("null_share")) for fact in result.facts}


def test_facts_of_days_carry_the_rates_of_days() -> None:
    told = rates_of(analyze(recorded("IBM"), "smc"))
    assert told["fvg"] == DAILY["smc", "fvg"]
    assert told["bos"] == (DAILY["smc", "bos"][0], None)


def test_facts_of_hours_carry_the_rates_of_walks() -> None:
    told = rates_of(analyze(walk(400, timeframe="1h"), "smc"))
    assert told["fvg"] == HOURLY["smc", "fvg"]


def test_what_days_never_showed_takes_the_rate_of_walks() -> None:
    # recorded days have no taker volume, so there is no absorption among them
    found = (rates_of(analyze(walk(400, seed=seed, timeframe="1d"), "delta")) for seed in range(9))
    told = next(rates for rates in found if "absorption" in rates)
    assert told["absorption"] == HOURLY["delta", "absorption"]
    assert told["anomaly"] == (DAILY["delta", "anomaly"][0], None)


def test_an_unmeasured_kind_has_no_rate() -> None:
    event = rows(detect(walk(400)).events)[0]
    assert on_noise(event._replace(kind="day_open"), HOUR_MS) == {}


def test_a_kind_without_an_outcome_has_a_rate_alone() -> None:
    event = rows(detect(walk(400)).events)[0]._replace(method="smc", kind="bos")
    assert on_noise(event, HOUR_MS) == {"null_rate": HOURLY["smc", "bos"][0]}
