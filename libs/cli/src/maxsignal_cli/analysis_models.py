"""Which models an analysis names: another configuration, and what a run of it costs."""

from collections.abc import Collection, Iterator, Sequence

from pydantic import ValidationError

from maxsignal_cli.client import Json
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import AnalysisSpec

MERGE = "merge"


def with_model(
    config: Json, steps: Collection[str], model: str | None, fallbacks: Sequence[str]
) -> AnalysisSpec:
    """The configuration with this model in these steps, or in all; None leaves them to the twin."""
    choice = {"model": model, "fallback_models": list(fallbacks)}
    known = [*(step["method"] for step in config["steps"]), MERGE]
    if unknown := [one for one in steps if one not in known]:
        raise LauncherError("unknown_step", f"{', '.join(unknown)}: the analysis has {', '.join(known)}")
    chosen = steps or known
    told = [{**step, **choice} if step["method"] in chosen else step for step in config["steps"]]
    merge = {**config[MERGE], **choice} if MERGE in chosen else config[MERGE]
    try:
        return AnalysisSpec.model_validate({**config, "steps": told, MERGE: merge})
    except ValidationError as error:
        raise LauncherError("bad_model", error.errors(include_url=False)[0]["msg"]) from error


def cost_lines(estimate: Json) -> Iterator[str]:
    """What a run costs, and what keeps a model from being asked."""
    if not estimate["steps"]:
        yield "no model is asked: the deterministic twin writes"
        return
    if estimate["cost_usd"] is None:
        yield "what a run costs is not known: a model has no price"
    else:
        budget = estimate["budget_usd"]
        bound = "" if budget is None else f", budget ${budget}"
        yield f"a run costs about ${estimate['cost_usd']}, at most ${estimate['worst_usd']}{bound}"
    off = dict.fromkeys(step["model"] for step in estimate["steps"] if not step["enabled"])
    for model in off:
        yield f"{model} is not asked until it is on and has a price: `maxsignal models enable {model}`"
