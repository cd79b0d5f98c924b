"""How long a crashed process waits before it is started again."""

import pytest

from maxsignal_cli.supervisor import RestartPolicy


@pytest.mark.parametrize(("crashes", "seconds"), [(1, 0.2), (2, 0.4), (5, 3.2), (7, 10.0), (500, 10.0)])
def test_delay_doubles_up_to_the_longest(crashes: int, seconds: float) -> None:
    assert RestartPolicy(jitter=lambda: 1.0).delay(crashes) == pytest.approx(seconds)


def test_jitter_takes_off_half_at_most() -> None:
    assert RestartPolicy(jitter=lambda: 0.0).delay(1) == pytest.approx(0.1)
