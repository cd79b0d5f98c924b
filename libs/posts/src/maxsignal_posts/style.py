"""How a language writes numbers, counts and times; the words themselves are data in words/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from maxsignal_posts.errors import PostError

LANGUAGES = ("ru", "en")


@cache
def words(language: str) -> Mapping[str, Any]:
    """The language's data file."""
    if language not in LANGUAGES:
        raise PostError("unknown_language", f"no templates for {language!r}")
    return tomllib.loads(files(__package__).joinpath(f"words/{language}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Style:
    group: str
    decimal: str
    percent: str
    unit: str
    plural: str
    day: str
    year_day: str
    zones: Mapping[str, str]
    months: tuple[str, ...]

    @classmethod
    def of(cls, language: str) -> "Style":
        return cls(**words(language)["style"])

    def number(self, value: Decimal, places: int) -> str:
        swap = str.maketrans({",": self.group, ".": self.decimal})
        return f"{value:,.{places}f}".translate(swap)

    def short(self, value: float) -> str:
        """One digit after the point; two where one would say zero."""
        exact = Decimal(str(value))
        for places in (1, 2):
            rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if rounded:
                return self.number(rounded, places)
        return self.number(Decimal(0), 0)

    def plural_form(self, count: int) -> int:
        """Index of the word form that goes with the count."""
        if self.plural == "germanic":
            return 0 if count == 1 else 1
        if count // 10 % 10 == 1:
            return 2
        return {1: 0, 2: 1, 3: 1, 4: 1}.get(count % 10, 2)

    def date(self, at: datetime, *, with_year: bool) -> str:
        pattern = self.year_day if with_year else self.day
        return pattern.format(day=at.day, month=at.month, year=at.year, name=self.months[at.month - 1])

    def zone(self, at: datetime) -> str:
        """The zone's abbreviation; a bare offset such as +04 is told as UTC+4."""
        name = at.strftime("%Z")
        if name[:1] in ("+", "-"):
            return f"UTC{name[0]}{name[1:].lstrip('0')}"
        return self.zones.get(name, name)
