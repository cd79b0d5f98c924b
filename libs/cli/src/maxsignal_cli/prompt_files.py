"""A step's prompt in a folder, a file per language as shipped; mistakes are told with their place."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import Language
from maxsignal_common.prompting import PromptDocument, PromptStep


class BadPromptFilesError(LauncherError):
    """`problems` are (place, reason), the place as in `ru/prompt.md:12:3`."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        lines = [f"{place}: {reason}" for place, reason in problems]
        super().__init__("bad_prompt", "the prompt cannot be used\n  " + "\n  ".join(lines))
        self.problems = tuple(problems)


def path_of(folder: Path, language: Language) -> Path:
    return folder / language / "prompt.md"


def read_prompt(step: PromptStep, folder: Path) -> PromptDocument:
    """The prompt in a folder; BadPromptFilesError names all that is wrong with it."""
    from maxsignal_llm.prompts import problems_of  # noqa: PLC0415 - takes a moment, most verbs need none of it

    texts = {language: read_text(path_of(folder, language)) for language in Language}
    if problems := [
        (f"{language}/prompt.md:{one.line}:{one.column}", one.detail)
        for language, text in texts.items()
        for one in problems_of(step, text)
    ]:
        raise BadPromptFilesError(problems)
    try:
        return PromptDocument(step=step, texts=texts)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise BadPromptFilesError([(f"{one['loc'][-1]}/prompt.md", one["msg"]) for one in found]) from error


def read_parts(step: PromptStep, path: Path) -> dict[str, str]:
    """System and user part of one file; BadPromptFilesError names all that is wrong with it."""
    from maxsignal_llm.prompts import problems_of  # noqa: PLC0415 - as above
    from maxsignal_llm.prompts.rendering import parts_of  # noqa: PLC0415 - as above

    text = read_text(path)
    if problems := [(f"{path}:{one.line}:{one.column}", one.detail) for one in problems_of(step, text)]:
        raise BadPromptFilesError(problems)
    return dict(zip(("system", "user"), parts_of(text), strict=True))


def write_prompt(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    paths = {language: path_of(folder, language) for language in Language}
    for language, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[language], encoding="utf-8", newline="\n")
    return list(paths.values())


def read_text(path: Path) -> str:
    """Universal newlines: a file from another system says the same."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LauncherError("unreadable_file", f"{path} is not UTF-8") from error
    except OSError as error:
        raise LauncherError("unreadable_file", f"{path}: {error.strerror}") from error
