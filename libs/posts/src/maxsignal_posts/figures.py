"""Find the numbers of a text that a reader could take for prices, in any form people write them.

Harmless forms (dates, times, percentages, timeframes, counts, ordinals, multiples) are not figures.
Where a form is ambiguous, closeness to the market's prices decides: near them a number is a price.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from maxsignal_posts import legible
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.style import LANGUAGES, words

_SPACES = " '\u2019"
_SMALL = 100
_YEARS = range(1900, 2101)
_NUMBER = re.compile(
    rf"(?<![\w.,:])(?P<lead>[1-9]\d{{0,2}})(?P<group>[{_SPACES}.,])\d{{3}}(?:(?P=group)\d{{3}})*"
    r"(?P<fraction>(?!(?P=group))[.,]\d+)?(?!\d)"
    r"|\d+(?P<point>[.,]\d+)?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text and what it may mean: 1.234 is one and a bit, or over a thousand."""

    start: int
    end: int
    readings: tuple[Decimal, ...]


def find_figures(text: str, ledger: Ledger, placed: Sequence[int] = ()) -> Iterator[Figure]:
    """Every number that has to be accounted for.

    `placed` says of each character which substituted piece it belongs to (0: none): numbers inside
    one piece are left out.
    """
    seen = legible.read(text)
    plain = seen.text
    harmless, read_to = bytearray(len(plain)), 0
    for match in _NUMBER.finditer(plain):
        if is_inside(placed, *seen.span(*match.span())):
            continue
        if match.end() > read_to:
            line = plain.rfind("\n", 0, match.start()) + 1
            read_to = plain.find("\n", match.end()) + 1 or len(plain)
            _mark_harmless(plain, line, read_to, harmless)
        figure = _figure(plain, match)
        covered = all(harmless[match.start() : match.end()])
        if not covered and not _passes(plain, match, figure, ledger):
            yield Figure(*seen.span(figure.start, figure.end), figure.readings)


def is_inside(placed: Sequence[int], start: int, end: int) -> bool:
    """Whether a piece of text lies within one substituted piece."""
    return bool(placed) and 0 < placed[start] == placed[end - 1]


def _mark_harmless(plain: str, start: int, end: int, harmless: bytearray) -> None:
    for pattern in _harmless():
        for match in pattern.finditer(plain, start, end):
            harmless[match.start() : match.end()] = b"\x01" * (match.end() - match.start())


@lru_cache(maxsize=1024)
def readings_of(text: str) -> tuple[Decimal, ...]:
    """What one number, standing alone, may mean."""
    plain = legible.shown(text)
    match = _NUMBER.fullmatch(plain)
    return _figure(plain, match).readings if match else ()


def _figure(plain: str, match: re.Match[str]) -> Figure:
    scale, extra, end = _scale(plain, match.end())
    return Figure(match.start(), end, tuple(value * scale + extra for value in _values(match)))


def _values(match: re.Match[str]) -> tuple[Decimal, ...]:
    written = match[0]
    if not match["group"]:
        return (Decimal(written.replace(",", ".")),)
    fraction = match["fraction"] or ""
    whole = written.removesuffix(fraction).replace(match["group"], "")
    grouped = Decimal(whole + fraction.replace(",", "."))
    once = written.count(match["group"]) == 1 and match["group"] in ".,"
    if once and not fraction:
        return grouped, Decimal(written.replace(",", "."))
    return (grouped,)


def _scale(plain: str, end: int) -> tuple[int, int, int]:
    """The factor a following k, thousand or million stands for, a half of it, and where it ends."""
    for factor, pattern in _scales():
        if match := pattern.match(plain, end):
            return factor, factor // 2 if match.groupdict()["half"] else 0, match.end()
    return 1, 0, end


def is_scaled(text: str, end: int) -> bool:
    """Whether the number that ends here goes on as thousands."""
    return _scale(text, end)[2] > end


def _passes(plain: str, match: re.Match[str], figure: Figure, ledger: Ledger) -> bool:
    """Bare forms that are no price as long as the market trades elsewhere."""
    if any(ledger.is_near(value) for value in figure.readings):
        return False
    if figure.end != match.end() or match["group"]:
        return False
    whole = None if match["point"] else figure.readings[0]
    glued = match.start() > 0 and plain[match.start() - 1].isalpha()
    return (
        (whole is not None and (whole < _SMALL or whole in _YEARS))
        or (whole is not None and glued and whole < 10 * _SMALL)
        or bool(_DAY_MONTH.fullmatch(match[0]))
    )


def _gate(name: str) -> str:
    """The alternatives of one word list, all languages together."""
    return "|".join(part for language in LANGUAGES for part in words(language)["gate"][name])


_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY_MONTH = re.compile(r"(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])")
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"


@cache
def _harmless() -> tuple[re.Pattern[str], ...]:
    short = r"\d{1,3}(?:[.,]\d{1,3})?"
    starts = r"(?<![\w.,])(?<!\d )"
    ends = r"(?!\w)(?![.,]\d)"
    month = f"(?:{_gate('month')})"
    patterns = (
        rf"\d{{4}}-{_MONTH}-(?:0[1-9]|[12]\d|3[01])(?:[T ]{_CLOCK})?",
        rf"{starts}{_DAY}([./-]){_MONTH}\1(?:(?:19|20)\d{{2}}|\d{{2}}){ends}",
        rf"{starts}{_DAY}\.(?:0[1-9]|1[0-2]),?\s(?:\w{{1,2}}\s)?{_CLOCK}",
        rf"(?<![\d.,]){_CLOCK}{ends}",
        r"(?<![\d.,:])\d{1,2}:\d{1,2}(?:[.,]\d{1,2})?(?![\d.,:]\d)",
        rf"{starts}{_DAY}(?:{_gate('ordinal')})?\s(?:of\s)?{month}(?!\w)\.?(?:,?\s(?:19|20)\d{{2}}{ends})?",
        rf"(?<!\w){month}\.?\s{_DAY}(?:{_gate('ordinal')})?(?:,?\s(?:19|20)\d{{2}})?{ends}",
        rf"{starts}{short}(?:\s?[\u2013\u2014-]\s?{short})?\s?(?:[%\u2030]|(?:{_gate('percent')})(?!\w))",
        rf"(?<!\w)[mhdw]\d{{1,2}}{ends}",
        rf"{starts}\d{{1,3}}(?:{_gate('timeframe')}){ends}",
        rf"(?:{_gate('zone')})\s?[+\u2212-]\s?\d{{1,2}}(?::\d{{2}})?",
        rf"{starts}{short}\s?(?:\u00d7|\u03c3|(?:x|\u0445|r|{_gate('unit')})(?![\w/]))",
        rf"(?<!\w)(?:r[/:]?r)\s?[:=]?\s?\d{{1,2}}(?:[.,]\d{{1,2}})?{ends}",
        rf"{starts}\d{{1,3}}(?:\s|-)(?:{_gate('counted')})(?!\w)",
        r"(?m)^\s*(?:1?\d|20)[.)](?=\s)",
        r"\d\u20e3",
        rf"[\u2116#]\s?\d{{1,3}}{ends}",
        rf"{starts}\d{{1,3}}(?:{_gate('ordinal')})(?!\w)",
        rf"(?<!\w)(?-i:[A-Z]{{1,4}})\d{ends}",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def _scales() -> tuple[tuple[int, re.Pattern[str]], ...]:
    half = rf"(?P<half>\s(?:{_gate('half')}))?"
    return tuple(
        (factor, re.compile(pattern, re.IGNORECASE))
        for factor, pattern in (
            (100, rf"{half}\s?(?:{_gate('hundred')})(?!\w)"),
            (1_000, rf"(?:{_gate('glued_thousand')})(?!\w)|{half}\s?(?:{_gate('thousand')})(?!\w)"),
            (1_000_000, rf"{half}\s?(?:{_gate('million')})(?!\w)"),
        )
    )
