"""Numbers in shapes nobody needs for an honest one: exponents, digits set apart, Roman, hexadecimal.

What is only a number in a far-fetched reading counts when that reading is near the market's prices;
numerals of a script the gate cannot add up are never accounted for.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from maxsignal_posts import legible
from maxsignal_posts.figures import Figure
from maxsignal_posts.ledger import Ledger

_FOREIGN = (
    "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u842c\u96f6\u3007\u5146\u4ebf\u5104"
    "\u0bf0-\u0bf2\u1369-\u137c\u2180-\u2188\u3021-\u3029"
)
_ODD = re.compile(
    rf"(?=[\dMDCLXVI{_FOREIGN}])(?:"
    r"(?P<mantissa>(?<![\w.,])\d+(?:[.,]\d+)?)(?:e|\s?[x*\u00b7\u00d7\u22c5]\s?10\s?\^\s?)"
    r"(?P<exponent>[+\u2212-]?\d{1,3})(?!\w)"
    r"|(?<![\w.,])0x(?P<hex>[0-9a-f]+)(?!\w)"
    r"|(?<![\w.,])(?P<thousands>\d{1,3})[k\u043a](?P<units>\d{1,3})(?!\w)"
    r"|(?<![\w.,])(?P<apart>\d(?P<gap>_|[^\w\n.,:;]{1,3})\d(?:(?P=gap)\d)+)(?!\w|[.,]\d)"
    r"|(?<!\w)(?P<roman>(?-i:[MDCLXVI]{4,}))(?!\w)"
    rf"|(?P<foreign>[{_FOREIGN}]+))",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"M{0,4}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_LARGEST_EXPONENT = 30


def find_oddities(text: str, ledger: Ledger) -> Iterator[Figure]:
    """Far-fetched numbers that have to be accounted for."""
    seen = legible.read(text)
    for match in _ODD.finditer(seen.text):
        value = _value(match)
        strict = match["exponent"] or match["hex"] or match["foreign"]
        if strict or (value is not None and ledger.is_near(value)):
            yield Figure(*seen.span(*match.span()), () if value is None else (value,))


def _value(match: re.Match[str]) -> Decimal | None:
    """What the shape may mean; None for one that cannot be read."""
    if exponent := match["exponent"]:
        power = int(exponent.replace("\u2212", "-"))
        readable = abs(power) <= _LARGEST_EXPONENT
        return Decimal(match["mantissa"].replace(",", ".")).scaleb(power) if readable else None
    if match["hex"]:
        return Decimal(int(match["hex"], 16)) if len(match["hex"]) <= _LARGEST_EXPONENT else None
    if match["thousands"]:
        return Decimal(match["thousands"] + match["units"].ljust(3, "0"))
    if match["apart"]:
        return Decimal(match["apart"].replace(match["gap"], ""))
    return _roman(match["roman"]) if match["roman"] else None


def _roman(numeral: str) -> Decimal | None:
    if not _ROMAN.fullmatch(numeral):
        return None
    worths = [_WORTH[letter] for letter in numeral]
    following = [*worths[1:], 0]
    return Decimal(sum(-own if own < after else own for own, after in zip(worths, following, strict=True)))
