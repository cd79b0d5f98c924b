"""numba's reading of the kernels is the plain one, to the byte.

The first run compiles; later ones read numba's cache beside pytest's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maxsignal_methods import _jit, warm_up
from tests.unit.methods.compiled import SERIES, events

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the events of each series, as a process with numba finds them."""
    pytest.importorskip("numba")
    folder = tmp_path_factory.mktemp("compiled")
    switches = {"NUMBA_DISABLE_JIT": "0", "NUMBA_CACHE_DIR": str(ROOT / ".pytest_cache" / "numba")}
    command = [sys.executable, "-W", "error", "-m", "tests.unit.methods.compiled", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **switches})
    return folder


# the first of these compiles
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SERIES)
def test_compiled_events_are_the_same_bytes(name: str, compiled: Path) -> None:
    assert (compiled / name).read_bytes() == events(name).tobytes()


def test_nothing_is_left_to_compile_after_the_warm_up(compiled: Path) -> None:
    assert json.loads((compiled / "late.json").read_text()) == []


def test_warm_up_needs_no_numba() -> None:
    warm_up()


def test_series_reach_nearly_every_kind_of_event() -> None:
    kinds = {kind for name in SERIES for kind in events(name)["kind"].tolist()}
    assert len(kinds) > 45


def test_columns_of_both_forms_hold_the_same() -> None:
    assert _jit.array_of(3, -1).tolist() == _jit.list_of(3, -1)
    assert _jit.array_grid(2, 3, 0.5).tolist() == _jit.list_grid(2, 3, 0.5)


def test_kernel_is_compiled_even_where_no_cache_can_be_kept() -> None:
    kept: list[bool] = []

    def njit(function: Callable[[], int] | None = None, *, cache: bool = False) -> Any:
        kept.append(cache)
        if function is not None:
            return function
        raise RuntimeError("no locator available")

    assert _jit.compiled_by(njit, lambda: 5)() == 5
    assert kept == [True, False]
