"""The prompts a new installation starts with, a file per step and language.

A change here is a new version where they are installed. They stand beside the store, not beside the code
that renders them, because whoever migrates an installation holds this library alone.
"""

from importlib.resources import files

from maxsignal_common.analysis import Language
from maxsignal_common.prompting import PromptDocument, PromptStep


def shipped_prompts() -> tuple[PromptDocument, ...]:
    return tuple(
        PromptDocument(step=step, texts={language: _text(step, language) for language in Language})
        for step in PromptStep
    )


def _text(step: PromptStep, language: Language) -> str:
    return files(__name__).joinpath(step, language, "prompt.md").read_text(encoding="utf-8")
