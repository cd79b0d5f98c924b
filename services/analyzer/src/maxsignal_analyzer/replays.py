"""A method's recorded step asked once more: the same candles, told anew, shown beside what the run told."""

from datetime import datetime

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.writing import write_step
from maxsignal_common.analysis import Language
from maxsignal_common.events import CandlesReady, ReplayStep, StepCompleted, StepFailed, StepReplayed
from maxsignal_common.facts import Method
from maxsignal_common.market import from_ms
from maxsignal_common.replays import ReplayInput, StepTold, ToldBlock
from maxsignal_llm.port import Models, Prompts
from maxsignal_llm.replaying import ReplayModels, ReplayPrompts, config_of, recorded_event
from maxsignal_posts import post_input, render

# A block is rendered among no others; what the plan decides stands elsewhere in a post.
_NO_PLAN = {"bias": "wait", "scenarios": ()}


async def replay_step(
    command: ReplayStep,
    recorded: ReplayInput,
    models: Models,
    prompts: Prompts,
    *,
    ends_at: datetime | None = None,
) -> StepReplayed:
    """The step as it is told now; candles the method refuses today are an answer too."""
    ready = recorded_event(CandlesReady, recorded.body)
    event = ready.model_copy(update={"config": config_of(ready.config, command)})
    result = analyse(event, Method(command.prompt_step))
    replayed = StepReplayed(run_id=command.run_id, replay_id=command.replay_id)
    if isinstance(result, StepFailed):
        return replayed.model_copy(update={"code": result.code, "detail": result.detail})
    texts = ReplayPrompts(prompts, command.question.prompt)
    paid = ReplayModels(models, command.replay_id)
    written = await write_step(event, result, paid, texts, ends_at=ends_at)
    language = command.question.language
    original = recorded_event(StepCompleted, recorded.original) if recorded.original else None
    return replayed.model_copy(
        update={
            "told": told(event, written, language),
            "original": told(event, original, language) if original else None,
        }
    )


def told(event: CandlesReady, step: StepCompleted, language: Language) -> StepTold:
    """The step's block as a reader sees it."""
    prose = (step.prose or {}).get(language)
    shown = post_input(
        {
            "instrument": event.instrument.id,
            "timeframe": event.timeframe,
            "as_of": min(event.as_of, from_ms(event.origin.close_ms)),
            "time_zone": event.config.time_zone,
            "source": event.instrument.exchange,
            "tick": event.instrument.tick,
            "steps": [{**step.model_dump(exclude={"prose", "writings"}), "prose": prose}],
            "plan": _NO_PLAN,
            "methods": (step.method,),
        }
    )
    (text,) = (block.text for block in render(shown, language).blocks if block.name == step.method)
    return StepTold(
        language=language,
        text=text,
        blocks=(ToldBlock(name=step.method, text=text, made_by="model" if prose else "twin"),),
        writing=next((one for one in step.writings if one.language is language), None),
    )
