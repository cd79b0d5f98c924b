"""What a model claims beyond the levels it cites: untold figures, words that are the plan's, its language.

A figure in its text is one of the findings it was told, as a post prints them, or it is made up. Only names
of timeframes and the word "one" are no claim.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal, NamedTuple, Self

from maxsignal_posts import legible
from maxsignal_posts.spelled import spelled_numbers
from maxsignal_posts.style import LANGUAGES, words

type ClaimCode = Literal["figure", "word", "language"]

_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_TIMEFRAME = re.compile(
    r"(?<!\w)(?:m(?:1|5|15|30)|h[14]|[dw]1|(?:1|5|15|30)[m\u043c]|[14][h\u0447]|1[dw\u0434\u043d])(?!\w)",
    re.IGNORECASE,
)
# Nobody repeats a larger one, and decimals round only so far.
_MOST = 10**9
_PLACES = (Decimal(1), Decimal("0.1"), Decimal("0.01"))


class Claim(NamedTuple):
    code: ClaimCode
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model was told, as it may repeat it: counts, ratios, shares in percent; all without a sign."""

    language: str
    counts: frozenset[Decimal] = frozenset()
    ratios: frozenset[Decimal] = frozenset()
    percents: frozenset[Decimal] = frozenset()

    @classmethod
    def of(cls, language: str, figures: Iterable[float]) -> Self:
        told = ((abs(Decimal(str(figure))), isinstance(figure, int)) for figure in figures)
        exact = [(figure, whole) for figure, whole in told if figure < _MOST]
        counts = frozenset(figure for figure, whole in exact if whole or _is_whole(figure))
        broken = [figure for figure, whole in exact if not whole]
        ratios = frozenset(_rounded(figure, places) for figure in broken for places in _PLACES[1:])
        percents = {_rounded(100 * share, places) for share in broken if share <= 1 for places in _PLACES}
        return cls(language, counts, ratios, frozenset(percents))


def find_claims(text: str, brief: Brief, filled: Sequence[int]) -> Iterator[Claim]:
    """What nobody told the model; `filled` marks the characters that references put there."""
    seen = legible.read(text)
    own = "".join(" " if filled[place] else char for place, char in zip(seen.places, seen.text, strict=True))
    for start, end in (*_untold(own, brief), *_numerals(own)):
        yield Claim("figure", *seen.span(start, end))
    for match in _not_a_models().finditer(own):
        yield Claim("word", *seen.span(*match.span()))


def is_in_language(text: str, language: str) -> bool:
    """Terms stay English in every language, so its own letters need only be a share of all."""
    rule = words(language)["prose"]
    share: float = rule["share"]
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    own = sum(1 for letter in letters if re.match(f"[{rule['letters']}]", letter))
    return own >= share * len(letters)


def _is_whole(figure: Decimal) -> bool:
    return figure == figure.to_integral_value()


def _rounded(figure: Decimal, places: Decimal) -> Decimal:
    return figure.quantize(places, ROUND_HALF_UP)


def _untold(own: str, brief: Brief) -> Iterator[tuple[int, int]]:
    named = {place for match in _TIMEFRAME.finditer(own) for place in range(*match.span())}
    for match in _FIGURE.finditer(own):
        value = Decimal(match[0].replace(",", "."))
        if match.start() not in named and not _is_told(own, match.start(), match.end(), value, brief):
            yield match.span()
    for start, end, value in spelled_numbers(own):
        if value > 1 and not _is_told(own, start, end, value, brief):
            yield start, end


def _is_told(own: str, start: int, end: int, value: Decimal, brief: Brief) -> bool:
    """As its unit says; a figure grown into a word is none that was told."""
    if unit := _unit().match(own, end):
        return value in (brief.percents if unit["percent"] else brief.ratios)
    grown = own[end : end + 1].isalpha() or own[:start][-1:].isalpha()
    return not grown and value in (brief.counts if _is_whole(value) else brief.ratios)


def _numerals(own: str) -> Iterator[tuple[int, int]]:
    """Fractions and numerals of one character, Roman ones among them."""
    for place, char in enumerate(own):
        if unicodedata.category(char) in ("Nl", "No"):
            yield place, place + 1


@cache
def _unit() -> re.Pattern[str]:
    percent, unit = (
        "|".join(part for language in LANGUAGES for part in words(language)["gate"][name])
        for name in ("percent", "unit")
    )
    return re.compile(
        rf"\s?(?:(?P<percent>[%\u2030]|(?:{percent})(?!\w))|\u00d7|\u03c3|(?:x|\u0445|{unit})(?!\w))",
        re.IGNORECASE,
    )


@cache
def _not_a_models() -> re.Pattern[str]:
    """Stops, targets and probabilities, in every language."""
    listed = "|".join(part for language in LANGUAGES for part in words(language)["prose"]["never"])
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
