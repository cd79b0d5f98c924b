"""One run's post, its findings connected by a model: with live models, or again with recorded ones."""

from datetime import datetime

from maxsignal_common.events import StepsJoined
from maxsignal_llm.conversation import tell_each
from maxsignal_llm.port import Models, Prompts
from maxsignal_llm.prompts.variables import merge_figures
from maxsignal_merger.domain import Merged, input_of, merge, plan_of
from maxsignal_merger.prose import askings, judge_for


def asks_model(event: StepsJoined) -> bool:
    """Without a single result there is nothing to connect."""
    return event.config.merge.model is not None and bool(event.completed)


async def write_post(
    event: StepsJoined, models: Models, prompts: Prompts, *, ends_at: datetime | None = None
) -> Merged:
    """The finished post; as `merge` alone makes it where the analysis names no model for it."""
    if not asks_model(event):
        return merge(event)
    plan = plan_of(event)
    twin = input_of(event, plan)
    figures = merge_figures(event)
    told = await tell_each(
        askings(event, plan, ends_at), lambda language: judge_for(twin, language, figures), models, prompts
    )
    return merge(event, told)
