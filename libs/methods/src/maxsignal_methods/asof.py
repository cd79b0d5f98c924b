"""What was known at a bar: the rule that makes one pass answer every bar of a replay."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from maxsignal_methods.events import LIFECYCLE, Events


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """Every event of one pass; `events` has the columns of `maxsignal_methods.events.EVENT`."""

    events: Events

    def as_of(self, bar: int) -> Self:
        """The events known at the close of `bar`, their later life hidden."""
        known = self.events[self.events["known"] <= bar].copy()
        for name in LIFECYCLE:
            known[name] = np.where(known[name] > bar, -1, known[name])
        return type(self)(known)
