"""Direct dependencies have floors; what gets installed is pinned by hash and never by address."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts.service_code import member_dirs, needed_members
from tests.architecture.house import ROOT

LOCKED = sorted((ROOT / "requirements").glob("*.txt"))
PROJECTS = sorted(
    [ROOT / "pyproject.toml", *ROOT.glob("libs/*/pyproject.toml"), *ROOT.glob("services/*/pyproject.toml")]
)
IMAGES = ["common", *sorted(path.name for path in (ROOT / "services").iterdir())]


def _project(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


def _foreign(requirements: list[str]) -> list[str]:
    return [one for one in requirements if not one.startswith("maxsignal-")]


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-")


def _pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", path.read_text(), re.MULTILINE))


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.parent.name)
def test_every_direct_dependency_has_a_floor(path: Path) -> None:
    project = _project(path)
    groups = project.get("dependency-groups", {}).values()
    direct = project["project"]["dependencies"] + [one for group in groups for one in group]
    direct += project.get("build-system", {}).get("requires", [])
    assert [one for one in _foreign(direct) if ">=" not in one] == []


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.stem)
def test_lock_has_hashes_and_no_addresses(path: Path) -> None:
    entries = re.split(r"\n(?=\S)", path.read_text().strip())
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in path.read_text()


@pytest.mark.parametrize("image", IMAGES)
def test_lock_of_an_image_covers_what_its_code_names(image: str) -> None:
    members = [_project(member_dirs(ROOT)[name] / "pyproject.toml") for name in needed_members(image)]
    direct = {_name(one) for member in members for one in _foreign(member["project"]["dependencies"])}
    assert direct - _pins(ROOT / f"requirements/{image}.txt").keys() == set(), "run `make lock`"


def test_locks_agree_on_versions() -> None:
    everything = _pins(ROOT / "requirements/dev.txt")
    different = {
        image: _pins(ROOT / f"requirements/{image}.txt").items() - everything.items() for image in IMAGES
    }
    assert {image: pins for image, pins in different.items() if pins} == {}
