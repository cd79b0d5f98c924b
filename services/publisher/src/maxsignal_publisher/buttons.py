"""The buttons under a post: look, ask why, copy the levels, judge it, hear less of it."""

from uuid import UUID

from maxsignal_common.analysis import Language
from maxsignal_common.plan import Leg, Plan
from maxsignal_common.store.queueing import Button, Keyboard
from maxsignal_publisher.presses import Press, Verb, short
from maxsignal_publisher.texts import Texts, texts

# What Telegram lets a button copy.
MAX_COPIED = 256


def under_post(
    run_id: UUID, language: Language, *, instrument: str, plan: Plan | None, picture: bool
) -> Keyboard:
    """For a post's first message; only who did not get the whole post is offered the rest."""
    told, run = texts(language), short(run_id)
    copied = copied_levels(told, instrument, plan) if plan else ""
    rows = (
        (_button(told("button-more"), Verb.MORE, run, more=True),),
        (
            *((_button(told("button-chart"), Verb.CHART, run),) if picture else ()),
            _button(told("button-why"), Verb.WHY, run),
            *((Button(text=told("button-copy"), copies=copied),) if copied else ()),
        ),
        (
            _button(told("button-up"), Verb.UP, run),
            _button(told("button-down"), Verb.DOWN, run),
            *((_quieter(told, instrument),) if instrument else ()),
        ),
    )
    return tuple(row for row in rows if row)


def _quieter(told: Texts, instrument: str) -> Button:
    return _button(told("button-quieter", instrument=instrument), Verb.QUIETER, instrument)


def copied_levels(told: Texts, instrument: str, plan: Plan) -> str:
    """Plain numbers, one to a line, for an order ticket; of a plan that waits, what it waits for."""
    lines = [instrument]
    for leg in plan.legs:
        lines += _leg(told, leg, plan)
    if not plan.legs:
        lines += [
            told(f"copy-{scenario.side}", price=_price(plan, scenario.trigger))
            for scenario in plan.scenarios
            if scenario.side != "neutral" and scenario.trigger in plan.levels
        ]
    if len(lines) == 1:
        return ""
    while len("\n".join(lines)) > MAX_COPIED:
        lines.pop()
    return "\n".join(lines)


def _leg(told: Texts, leg: Leg, plan: Plan) -> list[str]:
    zone = leg.entry_zone
    return [
        told(f"copy-{leg.side}"),
        told("copy-entry", low=_price(plan, zone.bottom), high=_price(plan, zone.top)),
        told("copy-stop", price=_price(plan, leg.stop)),
        *(
            told("copy-target", number=number, price=_price(plan, target.level))
            for number, target in enumerate(leg.targets, start=1)
        ),
    ]


def _price(plan: Plan, level: str) -> str:
    return f"{plan.levels[level]:f}"


def _button(label: str, verb: Verb, argument: str, *, more: bool = False) -> Button:
    return Button(text=label, data=Press.of(verb, argument).data, more=more)
