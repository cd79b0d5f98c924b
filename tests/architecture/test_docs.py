"""Documents speak of the project, not of the machine they were written on."""

import re

from tests.architecture.house import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/*/src/**/*.md")]


def test_documents_name_no_path_of_a_machine() -> None:
    found = {
        str(page.relative_to(ROOT)): re.findall(r"(?:/work|/root|/home|/Users)/\S+", page.read_text())
        for page in PAGES
    }
    assert {page: paths for page, paths in found.items() if paths} == {}


def test_links_inside_the_repository_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
