"""Failures come as often as they were asked for, the same ones with the same seed."""

import pytest

from maxsignal_cli.telegram.faults import Fault, Faults, FloodGate, Pace
from maxsignal_cli.telegram.wire import RefusalError


def drawn(seed: int, calls: int = 4000) -> list[bool]:
    faults = Faults()
    faults.script([Fault(status=500, share=0.05, seed=seed)])
    return [faults.take("sendMessage", 1) is not None for _ in range(calls)]


def test_share_of_the_calls_fails() -> None:
    assert sum(drawn(seed=1)) / 4000 == pytest.approx(0.05, abs=0.015)


def test_seed_decides_which_calls_fail() -> None:
    assert drawn(seed=1) == drawn(seed=1) != drawn(seed=2)


def test_share_may_end_after_some_times() -> None:
    faults = Faults()
    faults.script([Fault(status=500, share=1, times=2)])
    assert [faults.take("getMe", None) is not None for _ in range(3)] == [True, True, False]


def test_flood_goes_on_for_its_time() -> None:
    faults = Faults()
    faults.script([Fault(status=429, share=0.5, seed=3, lasts_s=1)])
    hit = [faults.take("sendMessage", 1, at) is not None for at in range(100)]
    during = [faults.take("sendMessage", 1, at + 0.5) is not None for at, one in enumerate(hit) if one]
    assert not all(hit)
    assert all(during[-1:])


def admitted(gate: FloodGate, chat: int, at: float) -> bool:
    try:
        gate.check(chat, at)
    except RefusalError:
        return False
    return True


def gate(**pace: int) -> FloodGate:
    made = FloodGate()
    made.pace = Pace(retry_after=3, **pace)
    return made


def test_bot_is_held_to_its_pace() -> None:
    one = gate(per_second=2)
    assert [admitted(one, chat, at) for chat, at in ((1, 0), (2, 0.5), (3, 0.9), (3, 1.0), (4, 1.4))] == [
        True, True, False, True, False,
    ]  # fmt: skip


def test_chat_is_held_to_its_pace() -> None:
    one = gate(per_chat=1)
    assert [admitted(one, chat, 0) for chat in (1, 2, 1)] == [True, True, False]


def test_nothing_is_limited_unless_asked() -> None:
    assert all(admitted(FloodGate(), 1, 0) for _ in range(1000))


def test_refusal_says_when_to_try_again() -> None:
    one = gate(per_second=1)
    one.check(1, 0)
    with pytest.raises(RefusalError) as refused:
        one.check(1, 0)
    assert refused.value.parameters == {"retry_after": 3}
