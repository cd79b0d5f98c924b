"""One fact at a time, in the words a post would use: for who asks why a level is there."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from maxsignal_posts.inputs import Fact, PostInput
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import read_marks
from maxsignal_posts.render import context_of, environment_of, fact_kinds, ledger_of, one_line
from maxsignal_posts.style import Style
from maxsignal_posts.voice import Voice


class Telling:
    """What the post's input says, for a reader in `zone`."""

    def __init__(self, post: PostInput, language: str, zone: str) -> None:
        self._language = language
        self._post = replace(post, time_zone=zone)
        self.ledger: Ledger = ledger_of(self._post)
        self.style = Style.of(language)
        self._voice = Voice(self.style, self.ledger, post.timeframe, post.as_of, ZoneInfo(zone))

    def fact(self, method: str, fact: Fact) -> str:
        """The fact's own sentence; empty for a kind that has none."""
        if fact.kind not in fact_kinds(self._language, method):
            return ""
        template = environment_of(self._language).from_string(
            f'{{% import "facts/{method}.j2" as facts with context %}}{{{{ facts[kind](fact) }}}}'
        )
        told = {**context_of(self._post, self._voice), "step": self._post.step(method)}
        return one_line(read_marks(template.render(**told, kind=fact.kind, fact=fact)).text)

    def price(self, reference: str) -> str:
        """One price, or a zone from bottom to top."""
        return read_marks(self._voice.cite(reference)).text

    def bar(self, ms: int) -> str:
        """A candle by its open time, as posts name it."""
        return read_marks(self._voice.when(ms)).text

    def number(self, value: float) -> str:
        return self.style.short(value)


def moment(at: datetime, zone: str, language: str) -> str:
    """A point in time on the reader's clock, with the zone's name."""
    local, style = at.astimezone(ZoneInfo(zone)), Style.of(language)
    return f"{style.date(local, with_year=True)} {local:%H:%M} {style.zone(local)}"
