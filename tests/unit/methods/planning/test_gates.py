from dataclasses import replace
from decimal import Decimal

import pytest

from maxsignal_methods.planning.gates import Trade, failures

SOUND = Trade(1, Decimal(98), Decimal(97), Decimal(96), [Decimal(100), Decimal(104)])
MIRROR = Trade(-1, Decimal(102), Decimal(103), Decimal(104), [Decimal(100), Decimal(96)])


def codes(trade: Trade, *, atr: int = 2, tick: str = "0.1") -> tuple[str, ...]:
    return failures(trade, Decimal(100), Decimal(atr), Decimal(tick))


@pytest.mark.parametrize("trade", [SOUND, MIRROR])
def test_a_sound_trade_passes(trade: Trade) -> None:
    assert codes(trade) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"stop": Decimal(97)}, "stop_order"),
        ({"stop": Decimal(99)}, "stop_order"),
        ({"stop": Decimal(0)}, "stop_order"),
        ({"targets": [Decimal(98), Decimal(104)]}, "stop_order"),
        ({"targets": [Decimal(104), Decimal(104)]}, "stop_order"),
        ({"stop": Decimal("96.1")}, "stop_too_close"),
        ({"targets": []}, "no_target"),
        ({"targets": [Decimal("99.9"), Decimal(104)]}, "reward_risk_low"),
        ({"targets": [Decimal("100.9")]}, "reward_risk_low"),
    ],
)
def test_one_broken_condition_is_named(changed: dict[str, object], expected: str) -> None:
    assert expected in codes(replace(SOUND, **changed))  # type: ignore[arg-type]


def test_a_zone_is_too_far_from_five_atr_on() -> None:
    near = Trade(1, Decimal(90), Decimal(89), Decimal(87), [Decimal(100)])
    assert codes(near) == ()
    assert codes(replace(near, worst=Decimal("89.9"))) == ("zone_too_far",)


def test_a_stop_is_at_least_a_tick_away() -> None:
    assert codes(SOUND, tick="1.5") == ("stop_too_close",)
