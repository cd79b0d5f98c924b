"""A prompt's versions are told apart by what they say, and hold every language."""

import pytest
from pydantic import ValidationError

from maxsignal_common.analysis import Language
from maxsignal_common.facts import Method
from maxsignal_common.prompting import LONGEST_PROMPT, Prompt, PromptDocument, PromptStep
from maxsignal_common.prompts import shipped_prompts

RU, EN = Language.RU, Language.EN


def document(**texts: str) -> PromptDocument:
    told = {RU: "ru", EN: "en"} | {Language(name): text for name, text in texts.items()}
    return PromptDocument(step=PromptStep.VSA, texts=told)


def test_equal_texts_have_equal_hashes_whatever_their_order() -> None:
    turned = PromptDocument(step=PromptStep.ICT, texts={EN: "en", RU: "ru"})
    assert document().sha256() == turned.sha256()
    assert document(en="other").sha256() != document().sha256()
    assert document(en="ru", ru="en").sha256() != document().sha256()


def test_version_without_a_language_is_refused() -> None:
    with pytest.raises(ValidationError, match="there is no text in ru"):
        PromptDocument(step=PromptStep.VSA, texts={EN: "en"})


@pytest.mark.parametrize("text", ["", "a\x00b", "a\rb", "a\u202eb", "x" * (LONGEST_PROMPT + 1)])
def test_text_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        document(en=text)


def test_prompt_is_known_by_the_hash_of_its_text() -> None:
    one, other = (Prompt(step=PromptStep.VSA, version=v, language=EN, text="x") for v in ("1", "2"))
    assert one.sha256 == other.sha256 != one.model_copy(update={"text": "y"}).sha256


def test_every_method_and_the_merge_step_have_a_prompt() -> None:
    shipped = [one.step for one in shipped_prompts()]
    assert shipped == [*map(PromptStep.of, Method), PromptStep.MERGE]
