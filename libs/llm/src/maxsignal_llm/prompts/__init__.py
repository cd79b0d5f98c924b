"""What a step tells a model: texts in versions, a closed list of variables, an answer of a known shape.

`render(prompt, step_variables(event, result))` are the messages of a request, `output_schema(step)` is its
answer. See docs/prompts.md.
"""

from maxsignal_common.prompting import Prompt, PromptDocument, PromptStep
from maxsignal_llm.prompts.rendering import (
    BadPromptError,
    PromptProblem,
    problems_of,
    render,
    variables_of,
)
from maxsignal_llm.prompts.schema import output_schema
from maxsignal_llm.prompts.variables import (
    MergeVariables,
    StepVariables,
    Variables,
    merge_variables,
    step_variables,
)

__all__ = [
    "BadPromptError",
    "MergeVariables",
    "Prompt",
    "PromptDocument",
    "PromptProblem",
    "PromptStep",
    "StepVariables",
    "Variables",
    "merge_variables",
    "output_schema",
    "problems_of",
    "render",
    "step_variables",
    "variables_of",
]
