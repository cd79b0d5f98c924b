"""Which level somebody means: its id, a part of it, or its price; pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

EDGES = (".top", ".bottom")


def references(prices: Mapping[str, Decimal]) -> list[str]:
    """Every level once; a zone is one, under the name without its edges."""
    return list(dict.fromkeys(reference_of(level, prices) for level in prices))


def reference_of(level: str, prices: Mapping[str, Decimal]) -> str:
    for edge in EDGES:
        base = level.removesuffix(edge)
        if base != level and all(f"{base}{one}" in prices for one in EDGES):
            return base
    return level


def found_levels(written: str, prices: Mapping[str, Decimal]) -> list[str]:
    """What may be meant, surest first: the id itself, the same price, ids with all of the words in them."""
    wanted = written.strip().strip("[]").lower()
    known = references(prices)
    if wanted in prices or wanted in known:
        return [reference_of(wanted, prices)]
    if (price := _price(wanted)) is not None:
        return list(dict.fromkeys(reference_of(name, prices) for name, one in prices.items() if one == price))
    words = wanted.replace(".", " ").split()
    return [name for name in known if _holds(name, words)] if words else []


def _holds(name: str, words: Iterable[str]) -> bool:
    parts = name.replace("_", ".").split(".")
    return all(any(part.startswith(word) for part in parts) or word in name for word in words)


def _price(written: str) -> Decimal | None:
    """A price as people and posts write it: spaces between thousands, a comma or a point before the rest."""
    plain = "".join(written.split())
    if plain.count(",") == 1 and "." not in plain and len(plain.partition(",")[2]) != len("000"):
        plain = plain.replace(",", ".")
    try:
        price = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None
    return price if price.is_finite() else None
