"""What becomes a run: an analysis is frozen for one instrument and timeframe, or refused with a code.

Whatever can be known before the run is refused here, so that it is no failed run later.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from maxsignal_common.analysis import Analysis, AnalysisConfig, AnalysisSpec
from maxsignal_common.errors import PermanentError
from maxsignal_common.market import Instrument, Timeframe
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
) -> FrozenRun:
    """The analysis' active version with what the request wants to be different; raises RunRefusedError."""
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
    decided = analysis.config.model_dump() | {"context": analysis.config.context_of(timeframe), **changes}
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
