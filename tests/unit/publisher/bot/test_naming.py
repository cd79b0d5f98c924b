"""Which level is meant: by its id, its words or its price."""

from decimal import Decimal

import pytest

from maxsignal_publisher.bot.naming import found_levels, references

PRICES = {
    "smc.fvg.1.top": Decimal(64500),
    "smc.fvg.1.bottom": Decimal(64400),
    "smc.swing_high.1": Decimal("65120.5"),
    "ict.pdh": Decimal("65120.5"),
    "wyckoff.range.top": Decimal(66000),
    "plan.stop": Decimal("63999.5"),
}


def test_zone_is_one_reference() -> None:
    assert references(PRICES) == [
        "smc.fvg.1",
        "smc.swing_high.1",
        "ict.pdh",
        "wyckoff.range.top",
        "plan.stop",
    ]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("smc.fvg.1", ["smc.fvg.1"]),
        ("[[smc.fvg.1]]", ["smc.fvg.1"]),
        (" SMC.FVG.1.TOP ", ["smc.fvg.1"]),
        ("fvg", ["smc.fvg.1"]),
        ("swing high", ["smc.swing_high.1"]),
        ("smc", ["smc.fvg.1", "smc.swing_high.1"]),
        ("64 400", ["smc.fvg.1"]),
        ("65120,5", ["smc.swing_high.1", "ict.pdh"]),
        ("65,120.5", ["smc.swing_high.1", "ict.pdh"]),
        ("64,400", ["smc.fvg.1"]),
        ("stop", ["plan.stop"]),
        ("1", []),
        ("nan", []),
        ("", []),
        ("?", []),
        ("nothing like it", []),
    ],
)
def test_what_people_write_is_found(written: str, found: list[str]) -> None:
    assert found_levels(written, PRICES) == found
