"""The shape of an answer: short lists of short lines, nothing beside them."""

import pytest

from maxsignal_common.prompting import PromptStep
from maxsignal_llm.prompts import output_schema


@pytest.mark.parametrize("step", PromptStep)
def test_answer_is_closed_and_bounded(step: PromptStep) -> None:
    shape = output_schema(step)
    assert shape["additionalProperties"] is False
    assert shape["required"] == list(shape["properties"])
    for lines in shape["properties"].values():
        assert 0 < lines["maxItems"] <= 6
        assert lines["items"]["maxLength"] <= 200


def test_merge_answers_in_two_sections() -> None:
    assert set(output_schema(PromptStep.MERGE)["properties"]) == {"union", "manipulation"}
