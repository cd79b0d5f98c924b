"""The gate: no text goes out with a price that is not in the run's ledger.

With the renderer's spans a price may stand only where the renderer put it; a text from elsewhere has
no spans, so there a number passes when it equals a level at tick precision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from maxsignal_posts.figures import Figure, find_figures, readings_of
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import Span
from maxsignal_posts.spelled import find_spelled

type OffenceCode = Literal["not_a_level", "outside_span", "span_mismatch"]


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
    figures = [*find_figures(text, ledger), *find_spelled(text, ledger)]
    if spans is None:
        offences = [
            Offence(text[figure.start : figure.end], figure.start, "not_a_level")
            for figure in figures
            if not any(ledger.holds(reading) for reading in figure.readings)
        ]
        return _report(offences, len(figures), ledger.chance_pass())
    offences = [
        Offence(text[figure.start : figure.end], figure.start, "outside_span")
        for figure in figures
        if not _is_inside(figure, spans)
    ]
    cited = [span for span in spans if span.kind in ("level", "plan")]
    offences += [
        Offence(_text_of(span, text), span.offset, "span_mismatch")
        for span in cited
        if ledger.price(span.ref) not in readings_of(_text_of(span, text))
    ]
    outside = sum(not _is_inside(figure, cited) for figure in figures)
    return _report(offences, len(cited) + outside, 0.0)


def _report(offences: list[Offence], checked: int, chance_pass: float) -> GroundingReport:
    ordered = tuple(sorted(offences, key=lambda offence: offence.offset))
    return GroundingReport(not ordered, ordered, checked, chance_pass)


def _is_inside(figure: Figure, spans: Sequence[Span]) -> bool:
    return any(span.offset <= figure.start and figure.end <= span.offset + span.length for span in spans)


def _text_of(span: Span, text: str) -> str:
    return text[span.offset : span.offset + span.length]
