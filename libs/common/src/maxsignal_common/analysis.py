"""The configuration that is frozen into a run when it is requested."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from maxsignal_common.facts import Method
from maxsignal_common.market import Frozen


class Language(StrEnum):
    RU = "ru"
    EN = "en"


class StepConfig(Frozen):
    """One method of the analysis; without a model its block is the deterministic twin's."""

    method: Method
    model: str | None = None
    prompt: str | None = None


class AnalysisConfig(Frozen):
    """What to run: later changes of the analysis never reach a run that has started."""

    analysis: str = "daystart"
    version: int = 1
    steps: tuple[StepConfig, ...] = tuple(StepConfig(method=m) for m in Method)
    languages: tuple[Language, ...] = (Language.RU, Language.EN)
    candles: int = Field(default=300, ge=1, le=1000)
    time_zone: str = "Europe/Moscow"
    auto_publish: bool = True
    budget_usd: Decimal | None = None

    @property
    def methods(self) -> tuple[Method, ...]:
        return tuple(step.method for step in self.steps)
