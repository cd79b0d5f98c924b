"""Kernels run compiled when numba is installed (extra `fast`) and as plain Python otherwise.

They only index and loop, so one source serves both: numba gets arrays, Python gets lists (three times
faster to index than arrays).
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

COMPILED = find_spec("numba") is not None

type Column = Any
"""What a kernel indexes: an array under numba, a list without it."""


def _as_it_is[F: Callable[..., Any]](function: F) -> F:
    return function


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile the function if numba is there."""
    compiled: F = (import_module("numba").njit(cache=True) if COMPILED else _as_it_is)(function)
    return compiled


def column(values: NDArray[Any]) -> Column:
    """An input column in the form that indexes fastest."""
    return values if COMPILED else values.tolist()


def integers(size: int, fill: int = -1) -> Column:
    """An output column of integers."""
    return np.full(size, fill, dtype=np.int64) if COMPILED else [fill] * size


def floats(size: int) -> Column:
    """An output column of floats."""
    return np.zeros(size) if COMPILED else [0.0] * size
