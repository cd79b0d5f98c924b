"""What becomes a run: an analysis is frozen for one instrument and timeframe, or refused with a code.

Whatever can be known before the run is refused here, so that it is no failed run later.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from maxsignal_common.analysis import Analysis, AnalysisConfig, AnalysisSpec, ModelChoice
from maxsignal_common.errors import PermanentError
from maxsignal_common.market import Instrument, Timeframe
from maxsignal_common.prompting import KnownVersions, PromptStep
from maxsignal_common.sources import can_serve


class RunRefusedError(PermanentError):
    """The run is not asked for; nothing was written."""


class FrozenRun(NamedTuple):
    """What a run is made of, whatever happens to analysis and catalogue afterwards."""

    instrument: Instrument
    config: AnalysisConfig


def freeze(
    analysis: Analysis,
    instrument: Instrument,
    timeframe: Timeframe,
    changes: Mapping[str, object] = MappingProxyType({}),
    *,
    prompts: Mapping[PromptStep, KnownVersions] = MappingProxyType({}),
) -> FrozenRun:
    """The analysis' active version with what the request wants to be different; raises RunRefusedError.

    Steps that a model writes name the exact version of their prompt from here on.
    """
    if analysis.archived:
        raise RunRefusedError("analysis_archived", f"{analysis.name} is archived")
    if not instrument.enabled:
        raise RunRefusedError("instrument_disabled", "this instrument is switched off")
    if timeframe not in analysis.config.timeframes:
        names = ", ".join(analysis.config.timeframes)
        raise RunRefusedError("timeframe_not_offered", f"{analysis.name} is made on {names}")
    served = _served(instrument, analysis.config)
    if not can_serve(served, timeframe):
        raise RunRefusedError(
            "unsupported_timeframe", f"{served.source} has no {timeframe} candles of {served.id}"
        )
    settled = _with_prompts(analysis.config, prompts)
    decided = settled.model_dump() | {"context": settled.context_of(timeframe), **changes}
    config = AnalysisConfig.model_validate(
        {**decided, "analysis": analysis.name, "version": analysis.version}
    )
    return FrozenRun(served, config)


def _served(instrument: Instrument, spec: AnalysisSpec) -> Instrument:
    """The instrument as this analysis asks for its candles."""
    if not spec.sources:
        return instrument
    first, second = (*spec.sources, None)[:2]
    return instrument.model_copy(update={"source": first, "fallback": second})


def _with_prompts(spec: AnalysisSpec, prompts: Mapping[PromptStep, KnownVersions]) -> AnalysisSpec:
    steps = tuple(_settled(step, PromptStep.of(step.method), prompts) for step in spec.steps)
    return spec.model_copy(update={"steps": steps, "merge": _settled(spec.merge, PromptStep.MERGE, prompts)})


def _settled[C: ModelChoice](choice: C, step: PromptStep, prompts: Mapping[PromptStep, KnownVersions]) -> C:
    """With the version it names, else the active one; without a model nobody reads a prompt."""
    if choice.model is None:
        return choice
    known = prompts.get(step, KnownVersions(0, 0))
    version = choice.prompt_version or str(known.active)
    if not (version.isdecimal() and 0 < int(version) <= known.newest):
        raise RunRefusedError("unknown_prompt", f"the prompt {step} has no version {version}")
    return choice.model_copy(update={"prompt_version": str(int(version))})
