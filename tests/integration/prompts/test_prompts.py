"""`maxsignal prompts`: prompts travel in folders, byte for byte; a mistake in one is told with its place."""

import json
from pathlib import Path

from maxsignal_cli.prompt_files import BadPromptFilesError
from maxsignal_common.analysis import Language
from maxsignal_common.prompting import PromptStep
from maxsignal_common.prompts import shipped_prompts
from tests.integration.catalogue.conftest import Said, Verb
from tests.unit.llm.prompts.samples import written

VSA = shipped_prompts()[2]


def folder(**texts: str) -> str:
    """A draft; returns its folder."""
    for language, text in ({"ru": written("x"), "en": written("y")} | texts).items():
        path = Path("draft", language, "prompt.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return "draft"


def problems(said: Said) -> tuple[tuple[str, str], ...]:
    assert isinstance(said.error, BadPromptFilesError)
    return said.error.problems


class TestValidate:
    def test_sound_draft_is_told_by_its_hash(self, offline: Verb) -> None:
        said = offline("validate", "vsa", folder(**VSA.texts))
        assert said.text == f"vsa: sound, {VSA.sha256()}\n"

    def test_line_ends_and_marks_of_other_systems_say_the_same(self, offline: Verb) -> None:
        foreign = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in VSA.texts.items()}
        assert offline("validate", "vsa", folder(**foreign)).text.split()[-1] == VSA.sha256()

    def test_every_mistake_is_named_with_its_file_and_place(self, offline: Verb) -> None:
        said = offline("validate", "vsa", folder(ru=written("{{ plan }}"), en="nothing"))
        assert [place for place, _ in problems(said)] == ["ru/prompt.md:4:4", "en/prompt.md:1:1"]

    def test_text_that_cannot_be_kept_is_named_with_its_file(self, offline: Verb) -> None:
        assert problems(offline("validate", "vsa", folder(en=written("a\u202eb"))))[0][0] == "en/prompt.md"

    def test_missing_file_is_named(self, offline: Verb) -> None:
        said = offline("validate", "vsa", "nowhere")
        assert said.error
        assert said.error.code == "unreadable_file"


class TestTravelling:
    def test_exported_prompt_is_the_shipped_one(self, prompts: Verb) -> None:
        said = prompts("export", "vsa")
        assert said.text.split() == ["vsa/ru/prompt.md", "vsa/en/prompt.md"]
        assert {name: Path("vsa", name, "prompt.md").read_text() for name in VSA.texts} == VSA.texts
        assert "says the same" in prompts("import", "vsa", "vsa").text

    def test_imported_version_waits_to_be_activated(self, prompts: Verb) -> None:
        assert prompts("import", "vsa", folder()).text == "vsa: version 2 is stored; version 1 stays active\n"
        assert prompts("activate", "vsa", "2").text == "vsa: version 2 is active\n"
        assert prompts("show", "vsa", "--lang", "en").text == written("y")
        assert prompts("show", "vsa", "--version", "1").text == VSA.texts[Language.RU]

    def test_import_may_activate_at_once(self, prompts: Verb) -> None:
        assert prompts("import", "merge", folder(), "--activate").text == "merge: version 2 is active\n"
        shown = json.loads(prompts("show", "merge", "--json").text)
        assert [one["version"] for one in shown["versions"]] == [2, 1]

    def test_draft_with_a_mistake_is_not_sent(self, prompts: Verb) -> None:
        assert problems(prompts("import", "vsa", folder(ru="x")))
        assert json.loads(prompts("list", "--json").text)[2]["newest"] == 1


def test_list_names_every_step(prompts: Verb) -> None:
    said = prompts("list")
    assert all(step in said.text for step in PromptStep)


def test_difference_is_shown_by_language(prompts: Verb) -> None:
    prompts("import", "vsa", folder())
    prompts("import", "vsa", folder(ru=written("z")))
    said = prompts("diff", "vsa", "2", "3").text
    assert "=== ru: changed" in said
    assert "+z" in said
    assert "=== en: the same" in said


def test_preview_without_a_run_says_so(prompts: Verb) -> None:
    said = prompts("preview", "vsa")
    assert said.error
    assert said.error.code == "no_run_yet"


def test_preview_names_the_mistakes_of_a_draft(prompts: Verb) -> None:
    said = prompts("preview", "vsa", folder(ru=written("{{ plan }}")))
    assert problems(said)[0][0] == "ru/prompt.md:4:4"
