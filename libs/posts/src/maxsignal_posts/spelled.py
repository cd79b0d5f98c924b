"""Numbers written in words: "twelve hundred" is as much a price as 1,200."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from maxsignal_posts import legible
from maxsignal_posts.figures import Figure
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.style import LANGUAGES, words

_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s-]+")
_COUNT_LIMIT = 10
_SHORTEST = 3
_TENS = 20
_PRICE_FROM = 100
_COUNTED_BELOW = 1000


def find_spelled(text: str, ledger: Ledger) -> Iterator[Figure]:
    """Spelled numbers that have to be accounted for."""
    seen = legible.read(text)
    if not any(_parts(word) for word in {*_WORD.findall(seen.text.lower())} - _connecting()):
        return
    for run in _runs(seen.text):
        spoken = [word for match in run for word in _parts(match.group().lower())]
        value, fractional = _value(spoken)
        dictated = _dictated(spoken)
        counts = value < _COUNTED_BELOW and _harmless_next().match(seen.text, run[-1].end())
        if counts and dictated is None:
            continue
        near = ledger.is_near(value) and value >= _COUNT_LIMIT
        large = len(spoken) > 1 and (fractional or value >= _PRICE_FROM)
        recited = dictated is not None and (ledger.is_near(dictated) or dictated >= _PRICE_FROM)
        if near or large or recited:
            readings = (value,) if dictated is None else (value, dictated)
            yield Figure(*seen.span(run[0].start(), run[-1].end()), readings)


def spelled_numbers(plain: str) -> Iterator[tuple[int, int, Decimal]]:
    """Every number in words, whatever it counts: where it stands and what it says."""
    for run in _runs(plain):
        spoken = [word for match in run for word in _parts(match.group().lower())]
        dictated = _dictated(spoken)
        yield run[0].start(), run[-1].end(), _value(spoken)[0] if dictated is None else dictated


def _dictated(spoken: list[str]) -> Decimal | None:
    """Groups of digits said one after another: "twelve thirty-five", "one two three five"."""
    digits = ""
    after_tens = False
    for word in spoken:
        number = _lexicon()[word]
        if not isinstance(number, Decimal) or number % 1:
            return None
        unit_of_tens = after_tens and 0 < number < _COUNT_LIMIT
        digits = digits[:-1] + str(number) if unit_of_tens else digits + str(number)
        after_tens = _TENS <= number < _PRICE_FROM and not number % _COUNT_LIMIT
    return Decimal(digits) if digits and Decimal(digits) != _value(spoken)[0] else None


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Neighbouring words that make one number."""
    lexicon = _lexicon()
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        joined = not run or _GAP.fullmatch(text, run[-1].end(), word.start())
        kind = lexicon.get((_parts(word.group().lower()) or ("",))[0])
        if run and (kind is None or not joined):
            yield from _said(run)
            run = []
        if kind is not None and (run or not isinstance(kind, str)):
            run.append(word)
    yield from _said(run)


def _said(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """A number ends with a number word: "twelve and" is twelve."""
    while run and isinstance(_lexicon()[_parts(run[-1].group().lower())[0]], str):
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


@lru_cache(maxsize=8192)
def _parts(word: str) -> tuple[str, ...]:
    """The number words a word consists of, such as the two of "twelvehundred"; none for another word."""
    lexicon = _lexicon()
    if word in lexicon:
        return (word,)
    heads = (word[:size] for size in range(len(word) - _SHORTEST, _SHORTEST - 1, -1))
    for head in heads:
        if head in _numerals() and (rest := _parts(word[len(head) :])):
            return (head, *rest)
    return ()


@cache
def _numerals() -> frozenset[str]:
    """The words that are numbers by themselves."""
    return frozenset(word for word, kind in _lexicon().items() if not isinstance(kind, str))


@cache
def _connecting() -> frozenset[str]:
    """The words that only join number words."""
    return frozenset(_lexicon()) - _numerals()


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
