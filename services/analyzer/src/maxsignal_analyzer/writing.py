"""One step told by a model in every language: with live models, or again with recorded ones."""

from datetime import datetime

from maxsignal_analyzer.prose import askings, judge_by, with_prose
from maxsignal_common.events import CandlesReady, StepCompleted
from maxsignal_llm.conversation import tell_each
from maxsignal_llm.port import Models, Prompts


async def write_step(
    event: CandlesReady,
    result: StepCompleted,
    models: Models,
    prompts: Prompts,
    *,
    ends_at: datetime | None = None,
) -> StepCompleted:
    """The step with its prose; as it was where the analysis names no model for it."""
    if event.config.step(result.method).model is None:
        return result
    told = await tell_each(
        askings(event, result, ends_at),
        lambda language: judge_by(event, result, language),
        models,
        prompts,
    )
    return with_prose(result, told)
