"""What `candles check` found; without the calendars, which take seconds to import."""

from dataclasses import dataclass, field

from maxsignal_common.origin import Gap


@dataclass
class Checked:
    """Counts over a whole tape; `gaps` and `jumps` (open times) oldest first."""

    bars: int = 0
    first_ms: int = 0
    last_ms: int = 0
    silent: int = 0
    gaps: list[Gap] = field(default_factory=list)
    jumps: list[int] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return sum(gap.bars for gap in self.gaps)

    @property
    def sound(self) -> bool:
        return not self.gaps and not self.jumps
