"""The gate: no text goes out with a price that is not in the run's ledger.

With the renderer's spans a price may stand only where the renderer put it; a text from elsewhere has
no spans, so there a number passes when it equals a level at tick precision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from maxsignal_posts.figures import Figure, find_figures, is_inside, is_scaled, readings_of
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import Span
from maxsignal_posts.oddities import find_oddities
from maxsignal_posts.spelled import find_spelled

type OffenceCode = Literal["not_a_level", "outside_span", "span_mismatch", "glued"]

_GLUED_BEFORE = re.compile(r"\d[.,']?$")
_GLUED_AFTER = re.compile(r"[.,']?\d")


@dataclass(frozen=True, slots=True)
class Offence:
    """A number nobody can account for; `offset` counts characters."""

    text: str
    offset: int
    code: OffenceCode


@dataclass(frozen=True, slots=True)
class GroundingReport:
    """`chance_pass` is the share of invented prices that would pass by hitting a level."""

    ok: bool
    offences: tuple[Offence, ...]
    checked: int
    chance_pass: float


def check_grounding(text: str, ledger: Ledger, spans: Sequence[Span] | None = None) -> GroundingReport:
    """Read a finished text: `spans` are the places the renderer filled in, None for a foreign text.

    Spans may be the plain sequences that a serialiser made of them.
    """
    if spans is None:
        figures = _figures(text, ledger, ())
        unknown = (f for f in figures if not any(ledger.holds(reading) for reading in f.readings))
        return _report(
            [_offence(text, f, "not_a_level") for f in unknown], len(figures), ledger.chance_pass()
        )
    placed = [Span(*span) for span in spans]
    cited = [span for span in placed if span.kind in ("level", "plan")]
    strange = _figures(text, ledger, places_of(len(text), placed))
    offences = [_offence(text, figure, "outside_span") for figure in strange]
    for span in cited:
        shown = Figure(span.offset, span.offset + span.length, ())
        if ledger.price(span.ref) not in readings_of(text[shown.start : shown.end]):
            offences.append(_offence(text, shown, "span_mismatch"))
        elif _is_glued(shown, text):
            offences.append(_offence(text, shown, "glued"))
    return _report(offences, len(cited) + len(strange), 0.0)


def _figures(text: str, ledger: Ledger, placed: Sequence[int]) -> list[Figure]:
    """The numbers to account for that do not lie inside one substituted piece."""
    words = [*find_spelled(text, ledger), *find_oddities(text, ledger)]
    return [
        *find_figures(text, ledger, placed),
        *(word for word in words if not is_inside(placed, word.start, word.end)),
    ]


def places_of(length: int, spans: Sequence[Span]) -> Sequence[int]:
    """For each character the number of the span it belongs to, 0 for none."""
    places = [0] * length
    for number, span in enumerate(spans, start=1):
        places[span.offset : span.offset + span.length] = [number] * span.length
    return places


def _report(offences: list[Offence], checked: int, chance_pass: float) -> GroundingReport:
    ordered = tuple(sorted(offences, key=lambda offence: offence.offset))
    return GroundingReport(not ordered, ordered, checked, chance_pass)


def _is_glued(shown: Figure, text: str) -> bool:
    """Whether what stands beside the span would be read as part of its price: a digit, "thousand"."""
    before = text[max(0, shown.start - 2) : shown.start]
    after = _GLUED_AFTER.match(text, shown.end) or is_scaled(text, shown.end)
    return bool(_GLUED_BEFORE.search(before) or after)


def _offence(text: str, figure: Figure, code: OffenceCode) -> Offence:
    return Offence(text[figure.start : figure.end], figure.start, code)
