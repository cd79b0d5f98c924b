"""What an analysis does: written and versioned by people, frozen into a run when it is requested.

Frozen configurations stay in events for ever. What is written today names its `schema_version`; one without
it is of schema 1 and is read as it was meant.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from maxsignal_common.facts import Method
from maxsignal_common.market import Frozen, Name, Timeframe, ZoneName
from maxsignal_common.sources import SourceName


class Language(StrEnum):
    RU = "ru"
    EN = "en"


def _each_once[T](items: tuple[T, ...]) -> tuple[T, ...]:
    if len(set(items)) != len(items):
        raise PydanticCustomError("named_twice", "something is named twice")
    return items


def _some[T](items: tuple[T, ...]) -> tuple[T, ...]:
    # Not by `min_length`: the parser counts what it could read, so that one wrong item seems to be missing.
    if not items:
        raise PydanticCustomError("empty", "at least one is needed")
    return items


def _plain(amount: Decimal) -> Decimal:
    """Written one way only, so that equal amounts have equal hashes."""
    return Decimal(f"{amount.normalize():f}")


AnalysisName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Description = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]
ModelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9~][A-Za-z0-9._/:@+~-]{0,127}$")]
PromptVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Fallbacks = Annotated[tuple[ModelName, ...], Field(max_length=3), AfterValidator(_each_once)]
# The second stands in while the first cannot be asked.
Sources = Annotated[tuple[SourceName, ...], Field(max_length=2), AfterValidator(_each_once)]
Timeframes = Annotated[tuple[Timeframe, ...], AfterValidator(_some), AfterValidator(_each_once)]
# An event holds the run's candles and every context's, and may have 256 kB.
Context = Annotated[tuple[Timeframe, ...], Field(max_length=3), AfterValidator(_each_once)]
Languages = Annotated[tuple[Language, ...], AfterValidator(_some), AfterValidator(_each_once)]
Budget = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=6), AfterValidator(_plain)]

# With fewer, some method has nothing to say.
FEWEST_CANDLES = 100


class ModelChoice(Frozen):
    """Which model writes, and how it is asked; without a model the deterministic twin writes."""

    model: ModelName | None = None
    fallback_models: Fallbacks = ()
    prompt_version: PromptVersion | None = None
    temperature: float = Field(default=0.0, ge=0, le=2, strict=True)
    max_tokens: int = Field(default=1200, ge=64, le=32_000, strict=True)

    @field_validator("fallback_models")
    @classmethod
    def _stand_in_for_another(cls, fallbacks: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if fallbacks and info.data.get("model", "") is None:
            raise PydanticCustomError("fallback_without_model", "there is no model to stand in for")
        if info.data.get("model") in fallbacks:
            raise PydanticCustomError("fallback_is_the_model", "the model cannot stand in for itself")
        return fallbacks


class _MethodStep(Frozen):
    method: Method


# Named last, `_MethodStep` gives the first field: a step is read by its method.
class StepConfig(ModelChoice, _MethodStep):
    """One method of the analysis; without a model its block is the deterministic twin's."""


def _methods_once(steps: tuple[StepConfig, ...]) -> tuple[StepConfig, ...]:
    if len({step.method for step in steps}) != len(steps):
        raise PydanticCustomError("method_twice", "a method is named twice")
    return steps


Steps = Annotated[tuple[StepConfig, ...], AfterValidator(_some), AfterValidator(_methods_once)]


# In which higher timeframes a day trader reads a chart; daily candles stand alone.
USUAL_CONTEXT = {
    Timeframe.M1: (Timeframe.M15, Timeframe.H1),
    Timeframe.M5: (Timeframe.H1, Timeframe.H4),
    Timeframe.M15: (Timeframe.H1, Timeframe.H4),
    Timeframe.M30: (Timeframe.H4, Timeframe.D1),
    Timeframe.H1: (Timeframe.H4, Timeframe.D1),
    Timeframe.H4: (Timeframe.D1,),
}


class AnalysisSpec(Frozen):
    """What a person decides about an analysis; every field has a default, and no default changes its meaning.

    `merge` writes the sections that connect the methods. `sources` are asked in their order instead of the
    instrument's own. `context` are higher timeframes whose candles come with the run's, each to runs on a
    lower one; null is what is usual for the run's timeframe.
    """

    schema_version: Literal[2] = 2
    steps: Steps = tuple(StepConfig(method=m) for m in Method)
    merge: ModelChoice = ModelChoice()
    sources: Sources = ()
    timeframes: Timeframes = tuple(Timeframe)
    candles: int = Field(default=300, ge=FEWEST_CANDLES, le=1000, strict=True)
    context: Context | None = None
    languages: Languages = (Language.RU, Language.EN)
    time_zone: ZoneName = "Europe/Moscow"
    budget_usd: Budget | None = None
    auto_publish: StrictBool = True

    @model_validator(mode="before")
    @classmethod
    def _in_words_of_today(cls, told: object) -> object:
        return _from_schema_1(told) if isinstance(told, Mapping) and "schema_version" not in told else told

    @field_validator("context")
    @classmethod
    def _somebody_reads_it(
        cls, context: tuple[Timeframe, ...] | None, info: ValidationInfo
    ) -> tuple[Timeframe, ...] | None:
        lowest = min((one.duration for one in info.data.get("timeframes", ())), default=None)
        if lowest and (idle := [one for one in context or () if one.duration <= lowest]):
            raise PydanticCustomError(
                "context_not_higher", "{idle} is higher than no timeframe of this analysis", {"idle": idle[0]}
            )
        return context

    @property
    def methods(self) -> tuple[Method, ...]:
        return tuple(step.method for step in self.steps)

    def step(self, method: Method) -> StepConfig:
        """The step of one of its methods."""
        return next(step for step in self.steps if step.method is method)

    def context_of(self, timeframe: Timeframe) -> tuple[Timeframe, ...]:
        """What a run on this timeframe is read in."""
        if self.context is None:
            return USUAL_CONTEXT.get(timeframe, ())
        return tuple(one for one in self.context if one.duration > timeframe.duration)

    def sha256(self) -> str:
        """Hash of what was decided: a field that is added later, at its default, changes none."""
        decided = self.model_dump(mode="json", exclude_defaults=True)
        # Always said: with another method or timeframe in the product, all of them are more than before.
        decided["steps"] = [step.model_dump(mode="json", exclude_defaults=True) for step in self.steps]
        decided["timeframes"] = list(self.timeframes)
        written = json.dumps(decided, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


class AnalysisConfig(AnalysisSpec):
    """What a run does: later changes of the analysis never reach a run that has started.

    `version` is the version of the analysis it was made of; a request may have changed parts of it.
    """

    context: Context = ()
    # A request may ask for few candles; the methods that lack some say so.
    candles: int = Field(default=300, ge=1, le=1000, strict=True)
    analysis: Name = "daystart"
    version: int = 1


class AnalysisDocument(Frozen):
    """An analysis as it is exported and imported; `text` is how it stands in a file."""

    name: AnalysisName
    description: Description
    config: AnalysisSpec

    @property
    def text(self) -> str:
        return self.model_dump_json(indent=2) + "\n"


class Analysis(Frozen):
    """An analysis as it is stored, in its active version."""

    name: AnalysisName
    description: Description
    version: int
    config: AnalysisSpec
    archived: bool = False


def _from_schema_1(told: Mapping[str, Any]) -> dict[str, Any]:
    """Schema 1 said `prompt` for the prompt's version, and nothing about what has a default."""
    steps = told.get("steps")
    if not isinstance(steps, list | tuple):
        return dict(told)
    return {**told, "steps": [_prompt_renamed(step) for step in steps]}


def _prompt_renamed(step: object) -> object:
    if not isinstance(step, Mapping):
        return step
    return {"prompt_version" if name == "prompt" else name: value for name, value in step.items()}
