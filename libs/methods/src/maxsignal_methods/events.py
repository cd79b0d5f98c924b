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
from collections.abc import Sequence
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
# a tag says kind, direction and method, in the order of the table
SIDES = 3
TAGS = len(KINDS) * SIDES * len(METHODS)

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
        self._added: list[tuple[int, dict[str, Any]]] = []
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
        size = np.size(known)
        if size:
            top, bottom = zone if zone is not None else (level, level)
            middle = (np.asarray(top) + np.asarray(bottom)) / 2 if level is None else level
            code = KIND_CODE[kind] if isinstance(kind, str) else kind
            tag = (code * SIDES + np.asarray(direction) + 1) * len(METHODS) + METHOD_CODE[method]
            given = {"tag": tag, "bar": bar, "known": known, "ref": ref, **lifecycle}
            given |= {"level": middle, "top": top, "bottom": bottom, "strength": strength}
            self._added.append((size, given))
        first, self._size = self._size, self._size + size
        return np.arange(first, self._size)

    @property
    def next_row(self) -> int:
        """Row number of the next event to be added: lets rows of one addition refer to each other."""
        return self._size

    def table(self, ts_ms: Ints, fingerprint: int) -> Events:
        """Rows sorted by (known, bar, kind, direction), ids and refs resolved."""
        logged = {name: self._column(name) for name in ("tag", *BARS, *PRICES, "ref", *LIFECYCLE)}
        time = logged["known"] * len(ts_ms) + logged["bar"]
        order = _order(time * TAGS + logged["tag"], [logged[key] for key in ("level", "top", "bottom")])
        ordered = {name: values[order] for name, values in logged.items()}
        table: Events = _NAMED[ordered["tag"]]
        for name in (*BARS, *PRICES, *LIFECYCLE):
            table[name] = ordered[name]
        ids = _ids(ordered["tag"], ordered["bar"], ts_ms, fingerprint)
        table["id"] = ids
        position = np.empty(self._size, dtype=np.int64)
        position[order] = np.arange(self._size)
        named = np.flatnonzero(ordered["ref"] >= 0)
        table["ref"][named] = ids[position[ordered["ref"][named]]]
        return table

    def _column(self, name: str) -> NDArray[Any]:
        """What was added under a name, -1 where it was not."""
        price = name in PRICES
        whole: NDArray[Any] = np.full(self._size, 0.0 if price else -1)
        first = 0
        for size, given in self._added:
            if name in given:
                whole[first : first + size] = given[name]
            first += size
        # mirrored zeros lose their sign
        if price:
            whole += 0.0
        return whole


def _order(key: Ints, ties: Sequence[NDArray[Any]]) -> Ints:
    """Rows by key; equal ones by the columns of `ties`, then as they came."""
    order = np.argsort(key)
    ordered = key[order]
    equal = ordered[1:] == ordered[:-1]
    if equal.any():
        place = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
        rows_ = order[place]
        keys = [rows_, *(column[rows_] for column in reversed(ties)), ordered[place]]
        order[place] = rows_[np.lexsort(keys)]
    return order


def _ids(tag: Ints, bar: Ints, ts_ms: Ints, fingerprint: int) -> NDArray[np.uint64]:
    """Hash of method, kind, bar time, direction, parameters and, for twins on one bar, their number.

    53 bits: exact in JSON numbers of any reader and inside a signed 64-bit database column.
    """
    state = _mix(_NAME_HASHES ^ np.uint64(fingerprint))[tag]
    direction = (_NAMED["direction"] + 1).astype(np.uint64)[tag]
    for part in (ts_ms[bar].astype(np.uint64), direction, _twin_number(bar * TAGS + tag)):
        state = _mix(state ^ part)
    return (state >> np.uint64(11)) | np.uint64(1)


def stable_hash(text: str) -> int:
    """64 bits that are the same in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One round of splitmix64."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _twin_number(key: Ints) -> NDArray[np.uint64]:
    """0 for the first event of its kind, bar and direction, 1 for the next: later twins never renumber."""
    order = _order(key, ())
    ordered = key[order]
    place = np.arange(len(key))
    first = np.append(True, ordered[1:] != ordered[:-1])[: len(key)]
    number = np.empty(len(key), dtype=np.uint64)
    number[order] = place - np.maximum.accumulate(np.where(first, place, 0))
    return number


def _named() -> Events:
    """A row of each tag, all else empty: what the rows of a table begin as."""
    named = np.zeros(TAGS, dtype=EVENT)
    tag = np.arange(TAGS)
    named["method"] = np.array(METHODS)[tag % len(METHODS)]
    named["direction"] = tag // len(METHODS) % SIDES - 1
    named["kind"] = np.array(KINDS)[tag // len(METHODS) // SIDES]
    return named


_NAMED = _named()
_NAME_HASHES = np.array([stable_hash(f"{row['method']}.{row['kind']}") for row in _NAMED], dtype=np.uint64)
