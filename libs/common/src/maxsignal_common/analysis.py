"""The configuration that is frozen into a run when it is requested."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from maxsignal_common.facts import Method
from maxsignal_common.market import Frozen, Name, Timeframe, ZoneName


class Language(StrEnum):
    RU = "ru"
    EN = "en"


class StepConfig(Frozen):
    """One method of the analysis; without a model its block is the deterministic twin's."""

    method: Method
    model: str | None = None
    prompt: str | None = None


def _each_once[T](items: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(items)) != len(items):
        raise ValueError("something is named twice")
    return items


def _methods_once(steps: tuple[StepConfig, ...]) -> tuple[StepConfig, ...]:
    _each_once(tuple(step.method for step in steps))
    return steps


Steps = Annotated[tuple[StepConfig, ...], Field(min_length=1), AfterValidator(_methods_once)]
# An event holds the run's candles and every context's, and may have 256 kB.
Context = Annotated[tuple[Timeframe, ...], Field(max_length=3), AfterValidator(_each_once)]
Languages = Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(_each_once)]


# In which higher timeframes a day trader reads a chart; daily candles stand alone.
USUAL_CONTEXT = {
    Timeframe.M1: (Timeframe.M15, Timeframe.H1),
    Timeframe.M5: (Timeframe.H1, Timeframe.H4),
    Timeframe.M15: (Timeframe.H1, Timeframe.H4),
    Timeframe.M30: (Timeframe.H4, Timeframe.D1),
    Timeframe.H1: (Timeframe.H4, Timeframe.D1),
    Timeframe.H4: (Timeframe.D1,),
}


class AnalysisConfig(Frozen):
    """What to run: later changes of the analysis never reach a run that has started.

    `context` are higher timeframes whose candles come with the run's.
    """

    analysis: Name = "daystart"
    version: int = 1
    steps: Steps = tuple(StepConfig(method=m) for m in Method)
    languages: Languages = (Language.RU, Language.EN)
    candles: int = Field(default=300, ge=1, le=1000)
    context: Context = ()
    time_zone: ZoneName = "Europe/Moscow"
    auto_publish: bool = True
    budget_usd: Decimal | None = None

    @property
    def methods(self) -> tuple[Method, ...]:
        return tuple(step.method for step in self.steps)
