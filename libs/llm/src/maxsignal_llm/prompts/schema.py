"""What a model may answer: a few short lines, and nothing else."""

from typing import Any

from maxsignal_common.prompting import PromptStep

# Five blocks, two connecting ones and the plan are to stay near 2,000 characters.
MOST_LINES = {
    PromptStep.WYCKOFF: 4,
    PromptStep.SMC: 5,
    PromptStep.VSA: 4,
    PromptStep.DELTA: 4,
    PromptStep.ICT: 4,
}
LONGEST_LINE = 200
# The union is a chain: context, structure, strength, manipulation; the manipulation plan tells where
# liquidity is raided and what a false break is. Entry, hold, targets and confirmation are the plan's.
MERGE_SECTIONS = {"union": 4, "manipulation": 3}


def output_schema(step: PromptStep) -> dict[str, Any]:
    """`paragraphs` of a method; `union` and `manipulation` of the merge step."""
    sections = MERGE_SECTIONS if step is PromptStep.MERGE else {"paragraphs": MOST_LINES[step]}
    return {
        "type": "object",
        "properties": {name: _lines(most) for name, most in sections.items()},
        "required": list(sections),
        "additionalProperties": False,
    }


def _lines(most: int) -> dict[str, Any]:
    line = {"type": "string", "minLength": 1, "maxLength": LONGEST_LINE}
    return {"type": "array", "minItems": 1, "maxItems": most, "items": line}
