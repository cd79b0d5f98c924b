"""From what arrives over the bus (plain mappings, shapes of docs/facts.md and docs/plan.md) to inputs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from maxsignal_posts.inputs import (
    METHODS,
    Fact,
    Lacking,
    Leg,
    PlanView,
    PostInput,
    Scenario,
    Status,
    StepView,
    Zone,
    exact,
)
from maxsignal_posts.scrub import scrub

# A venue whose whole name is a link: Telegram would make it one without being asked.
NAMELESS = "\u2014"


def post_input(data: Mapping[str, Any]) -> PostInput:
    """Read a whole input: the fields of PostInput, its steps and its plan as mappings."""
    as_of, tick = data["as_of"], exact(data["tick"])
    return PostInput(
        instrument=data["instrument"],
        timeframe=str(data["timeframe"]),
        as_of=as_of if isinstance(as_of, datetime) else datetime.fromisoformat(as_of),
        time_zone=data["time_zone"],
        source=" ".join(scrub(data["source"]).text.split()) or NAMELESS,
        tick=tick,
        steps=tuple(step_view(step).on_tick(tick) for step in data["steps"]),
        plan=plan_view(data["plan"]),
        notes=tuple(data.get("notes", ())),
        lacking=Lacking(**lacking) if (lacking := data.get("lacking")) else None,
        methods=tuple(data.get("methods", METHODS)),
    )


def step_view(data: Mapping[str, Any]) -> StepView:
    """Read a completed step, or a failed one, which carries a `code` and no facts."""
    return StepView(
        method=str(data["method"]),
        status=_status(data),
        state=dict(data.get("state", {})),
        facts=tuple(fact_view(fact) for fact in data.get("facts", ())),
        levels={level["id"]: exact(level["price"]) for level in data.get("levels", ())},
        warnings=tuple(data.get("warnings", ())),
        prose=data.get("prose"),
    )


def plan_view(data: Mapping[str, Any]) -> PlanView:
    scenarios = {scenario["side"]: _scenario(scenario) for scenario in data["scenarios"]}
    return PlanView(
        bias=data["bias"],
        key_zone=_zone(data["key_zone"]) if data.get("key_zone") else None,
        bull=scenarios.get("bull", Scenario("bull", None)),
        bear=scenarios.get("bear", Scenario("bear", None)),
        legs=tuple(_leg(leg) for leg in data.get("legs", ())),
        levels={name: exact(price) for name, price in data.get("levels", {}).items()},
        reasons=tuple(data.get("reasons", ())),
    )


def _status(data: Mapping[str, Any]) -> Status:
    """Too few bars may be told as a failure's code or as the warning of an empty answer."""
    if "status" in data:
        status: Status = data["status"]
        return status
    silent = not data.get("facts") and not data.get("levels")
    if data.get("code") == "insufficient_bars" or (
        silent and "insufficient_bars" in data.get("warnings", ())
    ):
        return "insufficient_bars"
    return "failed" if data.get("code") else "ok"


def fact_view(data: Mapping[str, Any]) -> Fact:
    return Fact(
        id=data["id"],
        kind=data["kind"],
        direction=data["direction"],
        values=dict(data.get("values", {})),
        levels=dict(data.get("levels", {})),
        event=data.get("event", 0),
        bar_ms=data.get("bar_ms"),
        known_ms=data.get("known_ms"),
        age=data.get("age"),
    )


def _zone(data: Mapping[str, str]) -> Zone:
    return Zone(top=data["top"], bottom=data["bottom"])


def _scenario(data: Mapping[str, Any]) -> Scenario:
    return Scenario(
        side=data["side"],
        trigger=data.get("trigger") or None,
        targets=tuple(data.get("targets", ())),
        invalidation=data.get("invalidation"),
    )


def _leg(data: Mapping[str, Any]) -> Leg:
    confirmation: Mapping[str, Any] = data["confirmation"]
    targets: Sequence[Mapping[str, Any]] = data["targets"]
    return Leg(
        side=data["side"],
        entry_type=data["entry_type"],
        entry_zone=_zone(data["entry_zone"]),
        stop=data["stop"],
        targets=tuple(target["level"] for target in targets),
        confirm_level=confirmation["level"],
        confirm_timeframes=tuple(confirmation["timeframes"]),
        valid_bars=data["valid_bars"],
        reward_risk=exact(data["reward_risk"]),
    )
