"""How a model's text came about: who was asked, what was wrong with the answers, why the twin wrote."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen


class ModelCall(Frozen):
    """One answer; `id` is its row in the ledger of calls, `reused` was paid for by another run.

    `offences` is what made it unusable, `removed` how many pieces of which kind were taken out of it.
    """

    id: UUID
    model: str
    tokens_in: int | None
    tokens_out: int | None
    cost_usd: Decimal
    reused: bool
    offences: tuple[str, ...] = ()
    removed: dict[str, int] = {}


class Writing(Frozen):
    """One text in one language; a second call is the repair. `reason` says why it is the twin's."""

    language: Language
    made_by: Literal["model", "twin"]
    prompt_version: str | None = None
    prompt_sha256: str | None = None
    calls: tuple[ModelCall, ...] = ()
    reason: str | None = None
    detail: str = ""

    @property
    def tokens_in(self) -> int:
        return sum(call.tokens_in or 0 for call in self.calls)

    @property
    def tokens_out(self) -> int:
        return sum(call.tokens_out or 0 for call in self.calls)

    @property
    def cost_usd(self) -> Decimal:
        """What the run paid for these answers; attempts that brought none are in the ledger only."""
        return sum((call.cost_usd for call in self.calls if not call.reused), start=Decimal(0))
