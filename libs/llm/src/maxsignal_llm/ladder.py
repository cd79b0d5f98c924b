"""Which models may still be asked, and when: the ladder of one request. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from maxsignal_common.store.llm_models import CatalogueModel, Price
from maxsignal_llm.faults import Failed, Fault, Remedy, remedy
from maxsignal_llm.port import GiveUp, GiveUpReason, ModelRequest
from maxsignal_llm.pricing import worst_case

MOST_TRIES = 3
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
# A provider that asks for a longer pause is left for the next model.
MOST_PATIENCE_S = 20.0
ENABLE = "maxsignal models enable"
_REASONS = {
    Fault.NO_KEY: GiveUpReason.NO_KEY,
    Fault.NETWORK_FORBIDDEN: GiveUpReason.NETWORK_FORBIDDEN,
    Fault.TRUNCATED: GiveUpReason.ANSWERS,
    Fault.CONTENT_FILTERED: GiveUpReason.ANSWERS,
    Fault.REFUSED: GiveUpReason.ANSWERS,
    Fault.EMPTY_CONTENT: GiveUpReason.ANSWERS,
    Fault.NOT_JSON_CONTENT: GiveUpReason.ANSWERS,
    Fault.UNSTORABLE_CONTENT: GiveUpReason.ANSWERS,
}
_ADVICE = {
    Fault.NO_KEY: "set LLM_API_KEY",
    Fault.NETWORK_FORBIDDEN: "LLM_FORBID_NETWORK keeps calls on this machine",
}


@dataclass(frozen=True)
class Rung:
    """Models handed to the provider together, and what the dearest of them may cost."""

    models: tuple[str, ...]
    worst: Decimal
    price: Price


class Ladder:
    """Climbs down from the configured model; every move makes it shorter or uses up a try."""

    def __init__(
        self, request: ModelRequest, known: Mapping[str, CatalogueModel], cheaper: Sequence[str], routes: int
    ) -> None:
        named = dict.fromkeys((request.model, *request.fallbacks, *cheaper))
        usable = {name: model.price for name in named if (model := known.get(name)) and model.enabled}
        self._prices = {name: price for name, price in usable.items() if price is not None}
        self._worst = {name: worst_case(request, price) for name, price in self._prices.items()}
        self._left = list(self._prices)
        self._routes = routes
        self._tries = 0
        self.why = GiveUp(
            GiveUpReason.NO_MODEL, "; ".join(_unusable(name, known.get(name)) for name in named)
        )

    def rung(self) -> Rung | None:
        models = tuple(self._left[: self._routes])
        if not models:
            return None
        dearest = max(models, key=self._worst.__getitem__)
        return Rung(models, self._worst[dearest], self._prices[dearest])

    def price_of(self, model: str | None) -> Price | None:
        return self._prices.get(model or "")

    def too_dear(self, refused: Rung, scope: str) -> None:
        """Only models that cost less than what was refused are left."""
        self._left = [name for name in self._left if self._worst[name] < refused.worst]
        self._tries = 0
        self.why = GiveUp(GiveUpReason.BUDGET, f"{scope} cannot pay {refused.worst:f}")

    def failed(self, failed: Failed, rng: Random) -> float:
        """Takes note of a failure; returns the seconds to wait before the next call."""
        reason = _REASONS.get(failed.fault, GiveUpReason.PROVIDER)
        detail = _ADVICE.get(failed.fault, failed.detail)
        self.why = GiveUp(reason, f"{failed.fault}: {detail}".removesuffix(": "))
        self._tries += 1
        told = failed.retry_after_s or 0.0
        what = remedy(failed.fault)
        if what is Remedy.STOP:
            self._left = []
        elif what is Remedy.NEXT or self._tries >= MOST_TRIES or told > MOST_PATIENCE_S:
            self._left, self._tries = self._left[1:], 0
        else:
            return told + rng.uniform(0, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self._tries))
        return 0.0


def _unusable(name: str, model: CatalogueModel | None) -> str:
    """Why a model cannot be asked, and what to do about it."""
    if model is None:
        return f"{name} is not in the catalogue: `maxsignal models sync`, then `{ENABLE} {name}`"
    if model.price is None:
        return f"{name} has no price: `{ENABLE} {name} --prompt-price P --answer-price A`"
    return f"{name} is switched off: `{ENABLE} {name}`"
