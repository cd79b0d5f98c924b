"""Every word of the bot exists in both languages, with the same variables, in good Russian."""

import re
from importlib.resources import files

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, Resource, VariableReference
from fluent.syntax.visitor import Visitor

from maxsignal_common.analysis import Language
from maxsignal_publisher.texts import texts

FILES = ("bot.ftl", "post.ftl", "why.ftl")


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the library's name
        self.names.add(node.id.name)


def parsed(language: Language, name: str) -> Resource:
    source = files("maxsignal_publisher").joinpath("locales", language, name)
    return FluentParser(with_spans=False).parse(source.read_text("utf-8"))


def messages(language: Language) -> dict[str, set[str]]:
    """Each message with its variables."""
    found: dict[str, set[str]] = {}
    for name in FILES:
        for entry in parsed(language, name).body:
            if isinstance(entry, Message):
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


def test_both_languages_say_the_same_things() -> None:
    assert messages(Language.RU) == messages(Language.EN)


@pytest.mark.parametrize("language", list(Language))
def test_every_line_of_a_file_is_understood(language: Language) -> None:
    junk = [
        entry for name in FILES for entry in parsed(language, name).body if type(entry).__name__ == "Junk"
    ]
    assert junk == []


def test_no_english_word_is_russian() -> None:
    assert not re.search(
        "[а-яё]", " ".join(texts(Language.EN)(key) for key in ("unknown", "hello", "stop-sure"))
    )


@pytest.mark.parametrize(
    ("posts", "said"),
    [(1, "пришёл 1 разбор"), (3, "пришло 3 разбора"), (11, "пришло 11 разборов"), (21, "пришёл 21 разбор")],
)
def test_russian_counts_agree(posts: int, said: str) -> None:
    assert said in texts(Language.RU)("status-posts", posts=posts, days=7)


def test_word_that_is_missing_is_a_bug() -> None:
    with pytest.raises(LookupError):
        texts(Language.EN)("no-such-words")


def test_variable_that_is_missing_is_a_bug() -> None:
    with pytest.raises(LookupError, match="instrument"):
        texts(Language.EN)("start-topic")
