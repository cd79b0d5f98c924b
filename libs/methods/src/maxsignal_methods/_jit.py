"""Kernels run compiled when numba is installed (extra `fast`) and as plain Python otherwise.

They only index and loop, so one source serves both: numba gets arrays, Python gets lists (three times
faster to index than arrays). NUMBA_DISABLE_JIT=1, numba's own switch, gives plain Python with numba there.
"""

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

COMPILED = find_spec("numba") is not None and os.environ.get("NUMBA_DISABLE_JIT", "0") in {"", "0"}

type Column = Any
"""What a kernel indexes: an array under numba, a list without it."""

type Grid = Any
"""Columns of equal length a kernel writes: an array of two dimensions, or a list of lists."""


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile the function if numba is there."""
    return compiled_by(import_module("numba").njit, function) if COMPILED else function


def compiled_by[F: Callable[..., Any]](njit: Callable[..., Any], function: F) -> F:
    """Compiled and cached; where numba may not write a cache anywhere, each process compiles anew."""
    try:
        compiled: F = njit(cache=True)(function)
    except RuntimeError:
        compiled = njit(function)
    return compiled


def array_of(size: int, fill: float) -> Column:
    return np.full(size, fill)


def list_of(size: int, fill: float) -> Column:
    return [fill] * size


def array_grid(columns: int, size: int, fill: float) -> Grid:
    return np.full((columns, size), fill)


def list_grid(columns: int, size: int, fill: float) -> Grid:
    return [[fill] * size for _ in range(columns)]


# A kernel may call these too; the type of `fill` is that of the column.
filled = kernel(array_of) if COMPILED else list_of
grid = kernel(array_grid) if COMPILED else list_grid


def column(values: NDArray[Any]) -> Column:
    """An input column in the form that indexes fastest."""
    return values if COMPILED else values.tolist()


def integers(found: Column) -> NDArray[np.int64]:
    """A column or grid of integers as an array."""
    return np.asarray(found, dtype=np.int64)


def floats(found: Column) -> NDArray[np.float64]:
    """A column or grid of prices and measures as an array."""
    return np.asarray(found, dtype=np.float64)


def cut(found: Grid, count: int) -> Sequence[Any]:
    """The first `count` rows of every column."""
    return found[:, :count] if COMPILED else [values[:count] for values in found]
