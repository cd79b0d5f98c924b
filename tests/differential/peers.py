"""The public libraries that share definitions with us, for the benchmark's environment only.

`uv sync --group bench` brings them; everywhere else these tests are skipped and say so.
"""

import os
import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from maxsignal_methods import Candles
from tests.unit.methods.build import recorded, walk
from tests.unit.methods.golden import series

ABSENT = "the peers of the benchmark are not installed: dependency group bench"
SERIES = ("IBM", "GOOG", "EURUSD", "walk")


def peer(name: str) -> Any:
    """The module, or a skipped test."""
    if find_spec(name) is None:
        pytest.skip(ABSENT)
    # its greeting is no part of a test's output
    os.environ["SMC_CREDIT"] = "0"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(name)


def candles(name: str) -> Candles:
    found = walk(5000, seed=5) if name == "walk" else series(name) if name == "EURUSD" else recorded(name)
    if found is None:
        pytest.skip("EURUSD candles are not at hand")
    return found
