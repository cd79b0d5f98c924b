"""What a subscriber wants to receive, when and in which form; without a choice of their own, everything."""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import model_validator

from maxsignal_common.market import Frozen, ZoneName


class Mode(StrEnum):
    """How posts of a topic arrive; from loud to quiet."""

    ON = "on"
    SILENT = "silent"
    DIGEST = "digest"
    OFF = "off"


class Format(StrEnum):
    """Which parts of a post come by themselves."""

    FULL = "full"
    SHORT = "short"
    ON_DEMAND = "on_demand"


class QuietMode(StrEnum):
    HOLD = "hold"
    SILENT = "silent"


class Topic(NamedTuple):
    """What a post is about; its keys name it in `Preferences.topics`."""

    instrument: str
    analysis: str

    @property
    def keys(self) -> tuple[str, str]:
        return instrument_key(self.instrument), analysis_key(self.analysis)


def instrument_key(instrument: str) -> str:
    return f"instrument:{instrument}"


def analysis_key(analysis: str) -> str:
    return f"analysis:{analysis}"


class Quiet(Frozen):
    """Hours of the subscriber's own clock, perhaps over midnight, in which nothing may sound."""

    start: time
    end: time
    mode: QuietMode = QuietMode.HOLD

    @model_validator(mode="after")
    def _is_a_part_of_the_day(self) -> Self:
        if self.start == self.end:
            raise ValueError("quiet hours need a start and another end")
        return self

    def holds(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Preferences(Frozen):
    """`otherwise` is how topics arrive that `topics` does not name.

    `critical_breaks_quiet`: a stop that was hit may sound within quiet hours.
    """

    zone: ZoneName = "UTC"
    format: Format = Format.FULL
    otherwise: Mode = Mode.ON
    topics: Mapping[str, Mode] = {}
    quiet: Quiet | None = None
    digest_at: time = time(9)
    follow_ups: bool = True
    critical_breaks_quiet: bool = True

    def mode(self, topic: Topic) -> Mode:
        """The quieter of what was chosen for the instrument and for the analysis."""
        chosen = [self.topics[key] for key in topic.keys if key in self.topics]
        return max(chosen, key=list(Mode).index, default=self.otherwise)
