"""Numbers written in words: "twelve hundred" is as much a price as 1,200."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from maxsignal_posts import legible
from maxsignal_posts.figures import Figure
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.style import LANGUAGES, words

_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s-]+")
_COUNT_LIMIT = 10
_PRICE_FROM = 100


def find_spelled(text: str, ledger: Ledger) -> Iterator[Figure]:
    """Spelled numbers that have to be accounted for."""
    seen = legible.read(text)
    for run in _runs(seen.text):
        value, fractional = _value([word.group().lower() for word in run])
        if _harmless_next().match(seen.text, run[-1].end()):
            continue
        compound = len(run) > 1
        near = ledger.is_near(value) and value >= _COUNT_LIMIT
        if near or (compound and (fractional or value >= _PRICE_FROM)):
            yield Figure(*seen.span(run[0].start(), run[-1].end()), (value,))


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Neighbouring words that make one number."""
    lexicon = _lexicon()
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        joined = not run or _GAP.fullmatch(text, run[-1].end(), word.start())
        kind = lexicon.get(word.group().lower())
        if run and (kind is None or not joined):
            yield from _said(run)
            run = []
        if kind is not None and (run or not isinstance(kind, str)):
            run.append(word)
    yield from _said(run)


def _said(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """A number ends with a number word: "twelve and" is twelve."""
    while run and isinstance(_lexicon()[run[-1].group().lower()], str):
        run.pop()
    if run:
        yield run


def _value(spoken: list[str]) -> tuple[Decimal, bool]:
    """What the words add up to, and whether they spell a fraction."""
    total, current, digits = Decimal(0), Decimal(0), ""
    fractional = False
    for word in spoken:
        match _lexicon()[word]:
            case "point":
                fractional = True
            case Decimal() as number if fractional:
                digits += str(number)
            case Decimal() as number:
                current += number
            case int() as factor if factor == _PRICE_FROM:
                current = max(current, Decimal(1)) * factor
            case int() as factor:
                total, current = total + max(current, Decimal(1)) * factor, Decimal(0)
    fraction = Decimal(f"0.{digits}") if digits.isdigit() else Decimal(0)
    return total + current + fraction, fractional


@cache
def _lexicon() -> dict[str, Decimal | int | str]:
    """Number words are decimals, multipliers integers, connecting words say what they are."""
    lexicon: dict[str, Decimal | int | str] = {}
    for language in LANGUAGES:
        data = words(language)
        lexicon |= {word: Decimal(n) for n, forms in data["numbers"].items() for word in forms}
        lexicon |= {word: int(n) for n, forms in data["multipliers"].items() for word in forms}
        lexicon |= dict.fromkeys(data["gate"]["filler"], "filler")
        lexicon |= dict.fromkeys(data["gate"]["point"], "point")
    return lexicon


@cache
def _harmless_next() -> re.Pattern[str]:
    """Words after which a spelled number counts or measures something."""
    kinds = (
        part
        for language in LANGUAGES
        for name in ("counted", "unit", "percent")
        for part in words(language)["gate"][name]
    )
    return re.compile(rf"[\s-]+(?:{'|'.join(kinds)})(?!\w)", re.IGNORECASE)
