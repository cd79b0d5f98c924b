"""The only hands that put a number into a post: each result is marked with where it comes from.

Templates call these; they hold words and never digits.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from maxsignal_posts.errors import PostError
from maxsignal_posts.inputs import Zone
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import clean, mark
from maxsignal_posts.style import Style

RANGE = "\u2013"
# A daily candle belongs to the calendar day its exchange calls it by. Opens lie between the evening
# before in UTC (Moscow midnight, the FX rollover) and the afternoon (New York): six hours on, both
# fall on the right date.
_INTO_THE_DAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Voice:
    style: Style
    ledger: Ledger
    timeframe: str
    as_of: datetime
    zone_info: ZoneInfo

    def price(self, level: str) -> str:
        kind = "plan" if level.startswith("plan.") else "level"
        return mark(kind, level, self.style.number(self.ledger.price(level), self.ledger.places))

    def zone(self, zone: Zone) -> str:
        return f"{self.price(zone.bottom)}{RANGE}{self.price(zone.top)}"

    def cite(self, reference: str) -> str:
        """What a reference in model prose turns into: a price, or a zone from bottom to top."""
        return RANGE.join(self.price(edge) for edge in self.ledger.edges(reference))

    def times(self, ratio: float) -> str:
        return mark("fact", "", f"{self.style.short(ratio)}\u00d7")

    def sigma(self, z: float) -> str:
        return mark("fact", "", f"{self.style.short(abs(z))}\u03c3")

    def amount(self, value: float | Decimal, unit: str = "") -> str:
        gap = self.style.unit if unit else ""
        return mark("fact", "", f"{self.style.short(float(value))}{gap}{unit}")

    def percent(self, share: float, *, signed: bool = False) -> str:
        """Whole percent, cut rather than rounded: a share below a threshold never reads as at it."""
        whole = int(Decimal(str(share)) * 100)
        sign = "\u2212" if whole < 0 else "+" if signed and whole else ""
        return mark("fact", "", f"{sign}{abs(whole)}{self.style.percent}")

    def count(self, number: int, *forms: str) -> str:
        """A count with the word form that agrees with it."""
        form = forms[self.style.plural_form(number)]
        whole = self.style.number(Decimal(number), 0)
        return mark("fact", "", f"{whole}{self.style.unit}{form}")

    def when(self, ms: int) -> str:
        """A bar's open time: the day for daily bars and above, with the time below that."""
        moment = datetime.fromtimestamp(ms / 1000, UTC)
        if self.timeframe[:1] in ("D", "W"):
            day = moment + _INTO_THE_DAY
            return mark("time", "", self.style.date(day, with_year=day.year != self.as_of.year))
        local = moment.astimezone(self.zone_info)
        date = self.style.date(local, with_year=local.year != self.as_of.year)
        return mark("time", "", f"{date} {local:%H:%M}")

    def moment(self, at: datetime) -> str:
        """A full point in time with its zone."""
        local = at.astimezone(self.zone_info)
        date = self.style.date(local, with_year=True)
        return mark("time", "", f"{date} {local:%H:%M} {self.style.zone(local)}")

    def name(self, text: str) -> str:
        """A proper name from outside (instrument, source, timeframe); it may contain digits."""
        if not (plain := clean(text).strip()):
            raise PostError("empty_name", "an instrument or source without a name")
        return mark("name", "", plain)
