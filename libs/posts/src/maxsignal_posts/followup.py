"""One short line about what became of a published plan; its one price is the plan's own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from maxsignal_posts.errors import PostError
from maxsignal_posts.grounding import check_grounding
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import bold, mark, read_marks
from maxsignal_posts.split import Entity, utf16
from maxsignal_posts.style import Style, words
from maxsignal_posts.voice import Voice


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What happened and at which candle; the kinds are those of docs/follow-ups.md."""

    instrument: str
    timeframe: str
    time_zone: str
    tick: Decimal
    side: str
    kind: str
    bar_ms: int
    level: str | None = None
    price: Decimal | None = None
    number: int = 0
    targets: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Entities count UTF-16 units."""

    text: str
    entities: tuple[Entity, ...]


def render_followup(told: FollowUp, language: str) -> Line:
    """The line; every number in it passes the gate, or there is none."""
    said = words(language)["followup"]
    voice = _voice(told, language)
    target = said["target_of" if told.targets > 1 else "only_target"]
    values = {
        "price": voice.price(told.level) if told.level else "",
        "target": target.format(number=_number(told.number), targets=_number(told.targets)),
    }
    line = said["line"].format(
        sign=said["signs"][told.kind],
        name=voice.name(told.instrument),
        timeframe=voice.name(told.timeframe),
        side=said["sides"][told.side],
        what=bold(said["kinds"][told.kind].format(**values)),
        bar=_bar(told, voice),
    )
    marked = read_marks(line)
    if not check_grounding(marked.text, voice.ledger, marked.spans).ok:
        raise PostError("ungrounded_followup", f"{told.kind}: {marked.text}")
    return Line(marked.text, tuple(_bold(marked.text, *place) for place in marked.bold))


def _voice(told: FollowUp, language: str) -> Voice:
    prices = {} if told.level is None or told.price is None else {told.level: told.price}
    ledger = Ledger.of(prices, tick=told.tick)
    at = datetime.fromtimestamp(told.bar_ms / 1000, UTC)
    return Voice(Style.of(language), ledger, told.timeframe, at, ZoneInfo(told.time_zone))


def _bar(told: FollowUp, voice: Voice) -> str:
    """The candle by its open, as the post names candles; below daily ones with the zone."""
    if told.timeframe[:1] in ("D", "W"):
        return voice.when(told.bar_ms)
    zone = voice.style.zone(voice.as_of.astimezone(voice.zone_info))
    return f"{voice.when(told.bar_ms)} {mark('time', '', zone)}"


def _number(count: int) -> str:
    return mark("fact", "", str(count))


def _bold(text: str, start: int, end: int) -> Entity:
    return Entity(type="bold", offset=utf16(text[:start]), length=utf16(text[start:end]))
