"""A step asked once more: what it asks with, and who pays; the code that writes it is the run's own."""

from uuid import UUID

from pydantic import ValidationError

from maxsignal_common.analysis import AnalysisConfig, Language, StepConfig
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import Event, ReplayStep
from maxsignal_common.facts import Method
from maxsignal_common.prompting import Prompt, PromptStep
from maxsignal_llm.port import Completion, GiveUp, ModelRequest, Models, Prompts, Scope


class ReplayModels:
    """The models of a service, asked for a replay: its calls are its own, and paid within its own cap."""

    def __init__(self, models: Models, replay_id: UUID) -> None:
        self._models = models
        self._replay_id = replay_id

    async def complete(self, request: ModelRequest, scope: Scope) -> Completion | GiveUp:
        return await self._models.complete(request, scope._replace(replay_id=self._replay_id))


class ReplayPrompts:
    """The one text a replay brings, whatever is asked for; without it the stored versions."""

    def __init__(self, prompts: Prompts, text: str | None) -> None:
        self._prompts = prompts
        self._text = text

    async def find(self, step: PromptStep, version: str, language: Language) -> Prompt:
        if self._text is None:
            return await self._prompts.find(step, version, language)
        return Prompt(step=step, version=version, language=language, text=self._text)


def recorded_event[E: Event](kind: type[E], body: str) -> E:
    """The event as it was recorded; PermanentError where that is none of the kind."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise PermanentError("unreadable_record", f"what is recorded is no {kind.type()}") from error


def config_of(config: AnalysisConfig, command: ReplayStep) -> AnalysisConfig:
    """What the run does, with this one step as it is asked once more, in one language."""
    question = command.question
    alone = {"languages": (question.language,)}
    if command.prompt_step is PromptStep.MERGE:
        return config.model_copy(update={**alone, "merge": question.choice})
    asked = StepConfig(method=Method(command.prompt_step), **question.choice.model_dump())
    steps = tuple(asked if step.method is asked.method else step for step in config.steps)
    return config.model_copy(update={**alone, "steps": steps})
