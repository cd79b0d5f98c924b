"""What a terminal says about a run."""

from maxsignal_cli.views import candles_lines

ORIGIN = {
    "source": "moex",
    "fallback_for": "tinvest",
    "bars": 300,
    "first_ms": 1_794_110_400_000,
    "close_ms": 1_795_190_400_000,
    "gaps": [{"first_ms": 1, "last_ms": 1, "bars": 1}, {"first_ms": 2, "last_ms": 4, "bars": 2}],
    "degraded": True,
}


def test_run_names_its_candles_and_what_they_lack() -> None:
    assert candles_lines(ORIGIN) == [
        "300 candles of moex instead of tinvest",
        "2026-11-08 04:00 to 2026-11-20 16:00 UTC",
        "missing: 3, degraded",
    ]


def test_run_without_candles_names_none() -> None:
    assert candles_lines(None) == []


def test_whole_series_lacks_nothing() -> None:
    whole = ORIGIN | {"gaps": [], "degraded": False, "fallback_for": None}
    assert candles_lines(whole)[::2] == ["300 candles of moex", "missing: 0"]
