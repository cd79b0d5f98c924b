"""Copy the code of one service, and of the libraries that its pyproject names, into one folder.

An image needs no build of distributions: their packages on PYTHONPATH are enough, and nothing else gets in.
Runs in the image build with the standard library alone.
"""

import re
import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def member_dirs(root: Path) -> dict[str, Path]:
    """The folder of every workspace member, by the name it is started with: `ingest`, `common`."""
    return {path.parent.name: path.parent for path in root.glob("*/*/pyproject.toml")}


def needed_members(name: str, root: Path = ROOT) -> list[str]:
    """`name` and every member it depends on, directly or not."""
    members = member_dirs(root)
    found: list[str] = []
    waiting = [name]
    while waiting:
        member = waiting.pop()
        if member in found:
            continue
        found.append(member)
        project = tomllib.loads((members[member] / "pyproject.toml").read_text())["project"]
        waiting += re.findall(r"^maxsignal-([\w-]+)", "\n".join(project["dependencies"]), re.MULTILINE)
    return found


def main(service: str, target: str) -> None:
    members = member_dirs(ROOT)
    for name in needed_members(service):
        shutil.copytree(members[name] / "src", target, dirs_exist_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
