"""Which way to lean: a vote of the methods in which structure counts double."""

from collections.abc import Mapping

from maxsignal_methods.planning.shape import Bias
from maxsignal_methods.result import MethodResult, Value

NEEDED = 2.0
# Before phase C a range has not shown which way it resolves.
DECIDED_PHASES = ("C", "D", "E")


def lean(results: Mapping[str, MethodResult]) -> Bias:
    """Long or short from two votes on; structure has two, estimated delta half a vote."""
    votes = sum(
        (
            2 * _sign(results, "smc", "trend"),
            _sign(results, "ict", "bias"),
            _cycle(results),
            _sign(results, "vsa", "background"),
            _flow(results),
        )
    )
    if abs(votes) < NEEDED:
        return "wait"
    return "long" if votes > 0 else "short"


def _state(results: Mapping[str, MethodResult], method: str) -> Mapping[str, Value]:
    return results[method].state if method in results else {}


def _sign(results: Mapping[str, MethodResult], method: str, key: str) -> float:
    value = _state(results, method).get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def _cycle(results: Mapping[str, MethodResult]) -> float:
    state = _state(results, "wyckoff")
    if state.get("phase") not in DECIDED_PHASES:
        return 0.0
    return {"accumulation": 1.0, "distribution": -1.0}.get(str(state.get("side")), 0.0)


def _flow(results: Mapping[str, MethodResult]) -> float:
    weight = 0.5 if _state(results, "delta").get("estimated") else 1.0
    return weight * _sign(results, "delta", "side")
