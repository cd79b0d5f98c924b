"""The pure core: candles in; events, facts and a plan out. What it says: docs/facts.md."""

from maxsignal_methods.analysis import MIN_BARS, analyze, detect, warm_up
from maxsignal_methods.asof import Detection
from maxsignal_methods.candles import Candles, InvalidCandles
from maxsignal_methods.events import EVENT, METHODS
from maxsignal_methods.explain import Explanation, Moment, explain
from maxsignal_methods.params import Params
from maxsignal_methods.planning import plan
from maxsignal_methods.planning.shape import Confirmation, Leg, Plan, Scenario, Target, Zone
from maxsignal_methods.reasons import Condition, UnknownEvent
from maxsignal_methods.result import Fact, Level, MethodResult

__all__ = [
    "EVENT",
    "METHODS",
    "MIN_BARS",
    "Candles",
    "Condition",
    "Confirmation",
    "Detection",
    "Explanation",
    "Fact",
    "InvalidCandles",
    "Leg",
    "Level",
    "MethodResult",
    "Moment",
    "Params",
    "Plan",
    "Scenario",
    "Target",
    "UnknownEvent",
    "Zone",
    "analyze",
    "detect",
    "explain",
    "plan",
    "warm_up",
]
