"""The event table: one structured array in which every row says when it became known.

Columns: `bar` where it is drawn, `known` the bar at whose close it was certain, `level`/`top`/`bottom`
prices (always finite; a single price stands in all three), `strength` as the detector defines it,
`ref` the id of another event (0 = none), and four lifecycle bars, -1 = not yet:

zones (fvg, ifvg, ob, breaker, mitigation, ote)  touched, ce (half), filled, invalid
swings   filled = broken by a close, invalid = superseded
pools, periods, sessions   touched = traded beyond, filled = swept, invalid = broken, extended or expired
VSA, absorption   filled = confirmed, invalid = failed
everything else   invalid = no longer holds
"""

import hashlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maxsignal_methods.candles import Ints

METHODS = ("wyckoff", "smc", "vsa", "delta", "ict")

KINDS = tuple(
    sorted(
        (
            # smc
            "swing", "swing_major", "bos", "choch", "bos_major", "choch_major", "displacement",
            "fvg", "ifvg", "ob", "breaker", "mitigation", "pool", "sweep", "range",
            # ict
            "mss", "ote", "judas", "day", "week", "day_open", "week_open", "midnight_open",
            "asia", "london", "ny_am", "london_close", "ny_pm",
            # vsa
            "no_demand", "no_supply", "stopping_volume", "climax", "upthrust", "spring_bar", "test",
            "effort_no_result", "result_no_effort",
            # delta
            "anomaly", "divergence", "hidden_divergence", "absorption",
            # wyckoff
            "automatic_reaction", "secondary_test", "upper_action", "spring", "sign_of_strength",
            "last_point_of_support", "markup", "breakdown", "v_reversal", "stale", "sos_failed",
            "lps_failed",
        )
    )
)  # fmt: skip
KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}
METHOD_CODE = {method: code for code, method in enumerate(METHODS)}

LIFECYCLE = ("touched", "ce", "filled", "invalid")
PRICES = ("level", "top", "bottom", "strength")
BARS = ("bar", "known")

EVENT = np.dtype(
    [
        ("id", np.uint64),
        ("kind", "U22"),
        ("method", "U8"),
        ("direction", np.int8),
        *((name, np.int64) for name in BARS),
        *((name, np.float64) for name in PRICES),
        ("ref", np.uint64),
        *((name, np.int64) for name in LIFECYCLE),
    ]
)

type Events = NDArray[Any]


class Event(NamedTuple):
    """One row of the table in plain Python values."""

    id: int
    kind: str
    method: str
    direction: int
    bar: int
    known: int
    level: float
    top: float
    bottom: float
    strength: float
    ref: int
    touched: int
    ce: int
    filled: int
    invalid: int


def rows(events: Events) -> list[Event]:
    return [Event(*row) for row in events.tolist()]


class EventLog:
    """Collects the detectors' columns and turns them into one sorted table with ids."""

    def __init__(self) -> None:
        self._chunks: dict[str, list[NDArray[Any]]] = {
            name: [] for name in ("kind", "method", "direction", *BARS, *PRICES, "ref", *LIFECYCLE)
        }
        self._size = 0

    def add(
        self,
        method: str,
        kind: str | Ints,
        direction: ArrayLike,
        *,
        bar: ArrayLike,
        known: ArrayLike,
        level: ArrayLike | None = None,
        zone: tuple[ArrayLike, ArrayLike] | None = None,
        strength: ArrayLike = 0.0,
        ref: ArrayLike = -1,
        **lifecycle: ArrayLike,
    ) -> Ints:
        """Append events and return their row numbers, which `ref` of later events may name.

        `kind` is a name or a column of codes; `zone` is (top, bottom). A level without a zone is its own
        zone, a zone without a level has it in the middle.
        """
        size = len(np.atleast_1d(known))
        top, bottom = zone if zone is not None else (level, level)
        middle = (np.asarray(top) + np.asarray(bottom)) / 2 if level is None else level
        code = KIND_CODE[kind] if isinstance(kind, str) else kind
        given: dict[str, Any] = dict.fromkeys(LIFECYCLE, -1) | lifecycle
        given |= {
            "kind": code,
            "method": METHOD_CODE[method],
            "direction": direction,
            "bar": bar,
            "known": known,
        }
        given |= {"level": middle, "top": top, "bottom": bottom, "strength": strength, "ref": ref}
        if size:
            for name, values in given.items():
                column = np.empty(size, dtype=np.float64 if name in PRICES else np.int64)
                column[:] = values
                self._chunks[name].append(column)
        first, self._size = self._size, self._size + size
        return np.arange(first, self._size)

    @property
    def next_row(self) -> int:
        """Row number of the next event to be added: lets rows of one addition refer to each other."""
        return self._size

    def table(self, ts_ms: Ints, fingerprint: int) -> Events:
        """Rows sorted by (known, bar, kind, direction), ids and refs resolved."""
        if not self._size:
            return np.zeros(0, dtype=EVENT)
        logged = {name: np.concatenate(chunks) for name, chunks in self._chunks.items()}
        keys = ("bottom", "top", "level", "method", "direction", "kind", "bar", "known")
        order = np.lexsort([logged[key] for key in keys])
        sorted_ = {name: column[order] for name, column in logged.items()}
        position = np.empty(self._size, dtype=np.int64)
        position[order] = np.arange(self._size)
        ids = _ids(sorted_, ts_ms, fingerprint)
        table = np.zeros(self._size, dtype=EVENT)
        for name in (*BARS, *PRICES, *LIFECYCLE, "direction"):
            table[name] = sorted_[name]
        for name in PRICES:
            table[name] += 0.0  # mirrored zeros lose their sign
        table["id"] = ids
        table["kind"] = np.array(KINDS)[sorted_["kind"]]
        table["method"] = np.array(METHODS)[sorted_["method"]]
        refs = sorted_["ref"]
        table["ref"] = np.where(refs < 0, np.uint64(0), ids[position[refs]])
        return table


def _ids(columns: dict[str, NDArray[Any]], ts_ms: Ints, fingerprint: int) -> NDArray[np.uint64]:
    """Hash of method, kind, bar time, direction, parameters and, for twins on one bar, their number.

    53 bits: exact in JSON numbers of any reader and inside a signed 64-bit database column.
    """
    kind = columns["kind"] * len(METHODS) + columns["method"]
    named = _NAME_HASHES[kind]
    ts = ts_ms[columns["bar"]].astype(np.uint64)
    state = np.full(len(kind), fingerprint, dtype=np.uint64)
    direction = (columns["direction"] + 1).astype(np.uint64)
    for part in (named, ts, direction, _twin_number(columns, kind)):
        state = _mix(state ^ part)
    return (state >> np.uint64(11)) | np.uint64(1)


def stable_hash(text: str) -> int:
    """64 bits that are the same in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


_NAME_HASHES = np.array(
    [stable_hash(f"{method}.{kind}") for kind in KINDS for method in METHODS], dtype=np.uint64
)


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One round of splitmix64."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _twin_number(columns: dict[str, NDArray[Any]], kind: NDArray[Any]) -> NDArray[np.uint64]:
    """0 for the first event of its kind, bar and direction, 1 for the next: later twins never renumber."""
    key = (columns["bar"] * len(KINDS) * len(METHODS) + kind) * 3 + columns["direction"] + 1
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    group = np.repeat(starts, np.diff(np.r_[starts, len(ordered)]))
    number = np.empty(len(key), dtype=np.uint64)
    number[order] = (np.arange(len(key)) - group).astype(np.uint64)
    return number
