"""Why a level is there: what the run's events say of it, in the reader's words and on the reader's clock.

Nothing is computed anew: a price, a value or a time that no event holds is not told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from maxsignal_common.facts import Fact
from maxsignal_common.plan import Plan
from maxsignal_common.store.evidence import Evidence, evidence_of
from maxsignal_common.store.queueing import Button
from maxsignal_posts import Telling, fact_view, post_input
from maxsignal_publisher.bot.calls import Screen
from maxsignal_publisher.bot.naming import found_levels, reference_of, references
from maxsignal_publisher.bot.turn import Turn
from maxsignal_publisher.presses import Press, Verb, short
from maxsignal_publisher.texts import Texts

MOST_LISTED = 12
MOST_FACTS = 3


async def of_run(turn: Turn, run_id: UUID | None, written: str) -> Screen:
    """What was asked; without a question, or with an unclear one, the levels to choose from."""
    evidence = await evidence_of(turn.connection, run_id) if run_id else None
    if evidence is None:
        return Screen(turn.told("why-no-post"))
    return Asked(evidence, turn.told, turn.preferences.zone).answer(written)


@dataclass(frozen=True)
class Asked:
    evidence: Evidence
    told: Texts
    zone: str

    def answer(self, written: str) -> Screen:
        prices = self.telling.ledger.prices
        found = found_levels(written, prices) if written else []
        if len(found) == 1:
            return self.explain(found[0])
        if found:
            return self.choose(found, "why-several")
        planned = [reference_of(level, prices) for level in self.evidence.post.plan.levels]
        listed = list(dict.fromkeys([*planned, *references(prices)]))
        return self.choose(listed, "why-unknown" if written else "why-which")

    def explain(self, reference: str) -> Screen:
        lines = [f"{reference}: {self.telling.price(reference)}", *self._roles(reference)]
        own = set(self._edges(reference))
        about = [(step.method, fact) for step in self.evidence.steps for fact in step.facts]
        facts = [(method, fact) for method, fact in about if own & set(fact.levels.values())]
        for method, fact in facts[:MOST_FACTS]:
            lines += ["", *self._fact(method, fact)]
        if not facts:
            lines += ["", self._level(reference)]
        return Screen("\n".join(lines), (self._back(),))

    def choose(self, found: Sequence[str], key: str) -> Screen:
        post, run = self.evidence.post, short(self.evidence.post.run_id)
        said = self.told(key, instrument=post.instrument.id, timeframe=post.timeframe)
        buttons = (
            Button(text=f"{name}: {self.telling.price(name)}", data=press.data)
            for name in found
            if (press := Press.of(Verb.WHY_LEVEL, run, name)).fits
        )
        return Screen(said, tuple((button,) for _, button in zip(range(MOST_LISTED), buttons, strict=False)))

    @cached_property
    def telling(self) -> Telling:
        post, candles = self.evidence.post, self.evidence.candles
        said = post_input(
            {
                "instrument": post.instrument.id,
                "timeframe": post.timeframe,
                "as_of": post.as_of,
                "time_zone": self.zone,
                "source": post.instrument.exchange,
                "tick": post.instrument.tick,
                "steps": [step.model_dump(exclude={"prose"}) for step in self.evidence.steps],
                "plan": post.plan.model_dump(),
                "methods": candles.config.methods,
            }
        )
        return Telling(said, self.told.language, self.zone)

    def _fact(self, method: str, fact: Fact) -> Iterator[str]:
        telling, told = self.telling, self.told
        sentence = telling.fact(method, fact_view(fact.model_dump()))
        yield told("why-fact", method=told(f"method-{method}"), sentence=sentence or fact.kind)
        if fact.bar_ms is not None:
            yield told("why-bar", bar=telling.bar(fact.bar_ms), candle=self._candle(fact.bar_ms))
        if fact.known_ms is not None:
            yield told("why-known", bar=telling.bar(fact.known_ms), age=fact.age or 0)
        if values := self._values(fact):
            yield told("why-values", values="; ".join(values))

    def _values(self, fact: Fact) -> list[str]:
        """Those that have a word; a yes is told by its name alone, a no not at all."""
        values: dict[str, str | int] = {}
        for name, value in fact.values.items():
            if value is True:
                values[name] = ""
            elif isinstance(value, float | int) and value is not False:
                shown = value * 100 if name == "null_share" else value
                values[name] = self.telling.number(float(shown))
        return self.told.named(values, "value-")

    def _candle(self, ms: int) -> str:
        """The candle itself, prices as the venue gave them."""
        candles = self.evidence.candles.candles
        if ms not in candles.ts_ms:
            return ""
        at = candles.ts_ms.index(ms)
        row = (candles.open[at], candles.high[at], candles.low[at], candles.close[at])
        opened, high, low, close = (f"{price:.15g}" for price in row)
        volume = f"{candles.volume[at]:.15g}"
        return self.told("why-candle", open=opened, high=high, low=low, close=close, volume=volume)

    def _roles(self, reference: str) -> list[str]:
        edges = self._edges(reference)
        roles = [
            self.told(key, **values)
            for level, key, values in roles_in(self.evidence.post.plan)
            if level in edges
        ]
        return list(dict.fromkeys(roles))

    def _edges(self, reference: str) -> tuple[str, ...]:
        return self.telling.ledger.edges(reference)

    def _level(self, reference: str) -> str:
        """A level that no fact tells of."""
        method = f"method-{reference.partition('.')[0]}"
        return self.told(self._kind(reference), method=self.told(method) if method in self.told else "")

    def _kind(self, reference: str) -> str:
        edge = self._edges(reference)[0]
        kinds = {level.id: level.kind for step in self.evidence.steps for level in step.levels}
        key = f"level-{'plan' if edge.startswith('plan.') else kinds.get(edge, 'other')}"
        return key if key in self.told else "level-other"

    def _back(self) -> tuple[Button, ...]:
        press = Press.of(Verb.WHY_LEVEL, short(self.evidence.post.run_id), "?")
        return (Button(text=self.told("button-all-levels"), data=press.data),)


def roles_in(plan: Plan) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    """What each level of the plan is for: the level, the words' key, their variables."""
    for leg in plan.legs:
        yield leg.stop, "role-stop", {}
        for edge in (leg.entry_zone.top, leg.entry_zone.bottom):
            yield edge, "role-entry", {}
        for number, target in enumerate(leg.targets, start=1):
            yield target.level, "role-target", {"number": number}
        yield leg.confirmation.level, "role-confirmation", {}
    for scenario in plan.scenarios:
        if scenario.side != "neutral":
            yield scenario.trigger, f"role-{scenario.side}", {}
    if plan.key_zone:
        for edge in (plan.key_zone.top, plan.key_zone.bottom):
            yield edge, "role-key-zone", {}
