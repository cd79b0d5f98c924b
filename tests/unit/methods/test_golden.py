import os
import subprocess
import sys
from pathlib import Path

import pytest

from maxsignal_methods import detect
from tests.unit.methods.build import walk
from tests.unit.methods.golden import MISSING, NAMES, page, series, stored

ROOT = Path(__file__).parents[3]
IDS = "from tests.unit.methods.test_golden import ids; print(*ids())"


@pytest.mark.parametrize("name", NAMES)
def test_real_candles_tell_what_they_always_told(name: str) -> None:
    candles = series(name)
    if candles is None:
        pytest.skip(MISSING)
    # a rule that changed on purpose: python -m scripts.golden --write, and read the difference
    assert page(candles) == stored()[name]


def ids() -> list[int]:
    found: list[int] = detect(walk(200)).events["id"].tolist()
    return found


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_ids_are_the_same_in_every_process(seed: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    told = subprocess.run(
        [sys.executable, "-c", IDS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert [int(word) for word in told.stdout.split()] == ids()
