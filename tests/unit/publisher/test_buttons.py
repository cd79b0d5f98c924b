"""Buttons under a post: what they hand back and what they copy."""

from decimal import Decimal
from uuid import UUID

from maxsignal_common.analysis import Language
from maxsignal_common.plan import Confirmation, Leg, Plan, Scenario, Target, Zone
from maxsignal_common.store.queueing import Button
from maxsignal_publisher.buttons import copied_levels, under_post
from maxsignal_publisher.presses import Verb, read_press
from maxsignal_publisher.texts import texts

RUN = UUID("019a9b3c-7d00-8abc-9def-0123456789ab")
LEVELS = {"low": "60000", "high": "60500.5", "stop": "59000", "one": "62000", "two": "64000"}
LEG = Leg(
    side="long",
    entry_type="limit",
    entry_zone=Zone(top="high", bottom="low"),
    stop="stop",
    targets=(Target(level="one", share=Decimal("0.5")), Target(level="two", share=Decimal("0.5"))),
    confirmation=Confirmation(level="high", timeframes=("M15",)),
    valid_bars=24,
    reward_risk=Decimal("1.5"),
)
SCENARIOS = (Scenario(side="bull", trigger="high"), Scenario(side="bear", trigger="low"))


def plan(*legs: Leg) -> Plan:
    prices = {name: Decimal(price) for name, price in LEVELS.items()}
    return Plan(bias="long" if legs else "wait", key_zone=None, scenarios=SCENARIOS, legs=legs, levels=prices)


def buttons(plan: Plan | None, *, picture: bool = True, instrument: str = "BTCUSDT") -> list[Button]:
    rows = under_post(RUN, Language.EN, instrument=instrument, plan=plan, picture=picture)
    return [button for row in rows for button in row]


def test_every_button_fits_and_is_understood() -> None:
    data = [button.data for button in buttons(plan(LEG), instrument="A" * 32) if button.data]
    assert all(read_press(one) and len(one.encode()) <= 64 for one in data)


def test_levels_are_copied_as_plain_numbers() -> None:
    copied = copied_levels(texts(Language.EN), "BTCUSDT", plan(LEG)).split("\n")
    assert copied == [
        "BTCUSDT",
        "LONG",
        "entry 60000 - 60500.5",
        "stop 59000",
        "target 1: 62000",
        "target 2: 64000",
    ]


def test_plan_that_waits_copies_what_it_waits_for() -> None:
    copied = copied_levels(texts(Language.EN), "BTCUSDT", plan()).split("\n")
    assert copied == ["BTCUSDT", "bullish above 60500.5", "bearish below 60000"]


def test_many_legs_are_cut_at_a_whole_line() -> None:
    copied = copied_levels(texts(Language.RU), "BTCUSDT", plan(*[LEG] * 9))
    assert 200 < len(copied) <= 256
    assert not copied.endswith("\n")


def test_without_a_plan_there_is_nothing_to_copy() -> None:
    assert not [button for button in buttons(None) if button.copies]


def test_without_a_picture_there_is_no_chart() -> None:
    offered = [
        press.verb for button in buttons(None, picture=False) if (press := read_press(button.data or ""))
    ]
    assert Verb.CHART not in offered
    assert Verb.WHY in offered


def test_rest_is_offered_only_to_who_has_the_summary() -> None:
    assert [button.text for button in buttons(None) if button.more] == ["📄 Full analysis"]
