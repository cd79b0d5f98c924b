"""From a prompt's text to messages: two parts, a closed list of variables, a sandbox.

The system part may name no variable: what a model is told to do is the same for every market, whatever its
name says, and providers can keep it in their cache.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from maxsignal_common.errors import PermanentError
from maxsignal_common.prompting import Prompt, PromptStep
from maxsignal_llm.port import Message
from maxsignal_llm.prompts.variables import MergeVariables, StepVariables, Variables

SYSTEM, USER = "=== system ===", "=== user ==="
_TAG = r"\{[{%#]"
# Enough to place values and to leave a passage out; what could loop, call or reach further is refused.
_ALLOWED = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)


class PromptProblem(NamedTuple):
    """What is wrong and where, both counted from 1, so that an editor can underline it."""

    line: int
    column: int
    code: str
    detail: str


class BadPromptError(PermanentError):
    """The text cannot be rendered; `problems` are all that were found."""

    def __init__(self, problems: tuple[PromptProblem, ...]) -> None:
        first = problems[0]
        super().__init__(first.code, f"line {first.line}, column {first.column}: {first.detail}")
        self.problems = problems


class _Parts(NamedTuple):
    """Both parts, each on the lines it has in the text, so that places need no translation."""

    system: str
    user: str


def text_of(system: str, user: str) -> str:
    """Both parts as one text."""
    return f"{SYSTEM}\n{system}\n{USER}\n{user}"


def parts_of(text: str) -> tuple[str, str]:
    """System and user part of a text that `problems_of` passes, to the letter."""
    lines = text.split("\n")
    first, second = ([line.strip() for line in lines].index(mark) for mark in (SYSTEM, USER))
    return "\n".join(lines[first + 1 : second]), "\n".join(lines[second + 1 :])


def variables_of(step: PromptStep) -> tuple[str, ...]:
    """The closed list: what the texts of a step may name."""
    return tuple((MergeVariables if step is PromptStep.MERGE else StepVariables).model_fields)


def render(prompt: Prompt, variables: Variables) -> tuple[Message, ...]:
    """The system and the user message; BadPromptError where the text is none that `problems_of` passes."""
    system, user = _templates(prompt.step, prompt.text)
    values = variables.model_dump()
    return (
        Message(role="system", content=system.render().strip()),
        Message(role="user", content=user.render(values).strip()),
    )


def problems_of(step: PromptStep, text: str) -> tuple[PromptProblem, ...]:
    """All that is wrong with a text, in its order."""
    try:
        parts = _split(text)
        found = (*_problems(parts.system, (), "system"), *_problems(parts.user, variables_of(step), "user"))
    except BadPromptError as error:
        return error.problems
    except RecursionError:
        return (PromptProblem(1, 1, "too_deep", "it nests too deeply"),)
    return tuple(sorted(found))


@lru_cache(maxsize=64)
def _templates(step: PromptStep, text: str) -> tuple[Template, Template]:
    if problems := problems_of(step, text):
        raise BadPromptError(problems)
    system, user = map(_environment().from_string, _split(text))
    return system, user


def _environment() -> ImmutableSandboxedEnvironment:
    # Nothing is escaped: a prompt is no markup, and its data is JSON already.
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _split(text: str) -> _Parts:
    lines = text.split("\n")
    marks = [(number, line.strip()) for number, line in enumerate(lines) if line.strip() in (SYSTEM, USER)]
    if [mark for _, mark in marks] != [SYSTEM, USER]:
        detail = f"a prompt has one line {SYSTEM} and below it one line {USER}"
        raise _bad(marks[-1][0] if marks else 0, detail)
    first, second = (number for number, _ in marks)
    if stray := [number for number, line in enumerate(lines[:first]) if line.strip()]:
        raise _bad(stray[0], f"nothing stands above {SYSTEM}")
    system, user = lines[first + 1 : second], lines[second + 1 :]
    return _Parts("\n" * (first + 1) + "\n".join(system), "\n" * (second + 1) + "\n".join(user))


def _bad(number: int, detail: str) -> BadPromptError:
    return BadPromptError((PromptProblem(number + 1, 1, "parts", detail),))


def _problems(text: str, known: tuple[str, ...], part: str) -> Iterator[PromptProblem]:
    lines = text.split("\n")
    if not text.strip():
        yield PromptProblem(len(lines), 1, "empty_part", f"the {part} part says nothing")
    try:
        parsed = _environment().parse(text)
    except TemplateSyntaxError as error:
        yield _problem(lines, error.lineno, _TAG, "syntax", str(error.message))
        return
    for node in parsed.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            word = type(node).__name__.lower()
            yield _problem(
                lines, node.lineno, _TAG, "not_allowed", f"a prompt places variables, not a {word}"
            )
        elif isinstance(node, nodes.Name) and node.name not in known:
            code, detail = _why_not(node.name, known, part)
            yield _problem(lines, node.lineno, rf"\b{re.escape(node.name)}\b", code, detail)


def _why_not(name: str, known: tuple[str, ...], part: str) -> tuple[str, str]:
    if part == "system":
        return "variable_in_system", "the system part is the same for every market: variables stand below"
    return "unknown_variable", f"{name} is none of {', '.join(known)}"


def _problem(lines: list[str], number: int, pattern: str, code: str, detail: str) -> PromptProblem:
    """The parser tells lines; the column is where the pattern first stands on that line."""
    found = re.search(pattern, lines[number - 1]) if 0 < number <= len(lines) else None
    return PromptProblem(number, found.start() + 1 if found else 1, code, detail)
