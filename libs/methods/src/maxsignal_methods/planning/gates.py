"""What a trade must satisfy before it is written down; each failure has a code of docs/plan.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

FIRST_REWARD = Decimal("1.0")
LAST_REWARD = Decimal("1.5")
STOP_ATR = Decimal("0.5")
FAR_ATR = Decimal(5)


@dataclass(frozen=True, slots=True)
class Trade:
    """Prices of one leg; `worst` and `best` are the ends of the entry zone, worst nearest the target."""

    sign: int
    worst: Decimal
    best: Decimal
    stop: Decimal
    targets: Sequence[Decimal]

    @property
    def risk(self) -> Decimal:
        return self.sign * (self.worst - self.stop)

    def reward_risk(self, target: Decimal) -> Decimal:
        return self.sign * (target - self.worst) / self.risk


def failures(trade: Trade, last: Decimal, atr: Decimal, tick: Decimal) -> tuple[str, ...]:
    """Codes of the gates the trade does not pass; empty for a sound trade."""
    codes: list[str] = []
    far = max(trade.sign * (last - trade.worst), trade.sign * (trade.best - last))
    if far > FAR_ATR * atr:
        codes.append("zone_too_far")
    if not _ordered(trade):
        return (*codes, "stop_order")
    if trade.sign * (trade.best - trade.stop) < max(tick, STOP_ATR * atr):
        codes.append("stop_too_close")
    if not trade.targets:
        codes.append("no_target")
    elif (
        trade.reward_risk(trade.targets[0]) < FIRST_REWARD
        or trade.reward_risk(trade.targets[-1]) < LAST_REWARD
    ):
        codes.append("reward_risk_low")
    return tuple(codes)


def _ordered(trade: Trade) -> bool:
    """Stop, entry and targets in this order, and every price one that can be traded."""
    path = [trade.stop, trade.best, *([trade.worst] if trade.worst != trade.best else [])]
    path += trade.targets
    return min(path) > 0 and all(trade.sign * (after - before) > 0 for before, after in pairwise(path))
