"""Mutation score of libs/methods: which small changes of the core its tests would not notice.

mutmut works on a staged copy, from which `@kernel` is taken off: it leaves decorated functions alone. All
of them take hours; the default is a seeded sample. Left out are the tests that would notice any change at all
(golden tables, compiled against plain) and the slow ones of noise. `python -m scripts.mutate --help`.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
STAGE = ROOT / ".mutation"
PACKAGE = "maxsignal_methods"
COPIED = (
    ("libs/methods/src/maxsignal_methods", PACKAGE),
    ("tests/unit/methods", "tests/unit/methods"),
    ("tests/fixtures", "tests/fixtures"),
    ("tests/__init__.py", "tests/__init__.py"),
    ("tests/unit/__init__.py", "tests/unit/__init__.py"),
    ("services/ingest/src/maxsignal_ingest/recorded", "services/ingest/src/maxsignal_ingest/recorded"),
    ("docs", "docs"),
)
CONFIG = """\
[tool.mutmut]
source_paths = ["maxsignal_methods"]
also_copy = ["services", "docs"]
do_not_mutate = ["*/__init__.py", "*/_jit.py"]
pytest_add_cli_args = [
    "-q", "-p", "no:randomly", "-p", "no:cacheprovider",
    "--ignore=tests/unit/methods/test_compiled.py",
    "--ignore=tests/unit/methods/test_golden.py",
    "--ignore=tests/unit/methods/test_base_rates.py",
    "--ignore=tests/unit/methods/test_nulls.py",
]
pytest_add_cli_args_test_selection = ["tests/unit/methods"]

[tool.pytest.ini_options]
asyncio_mode = "auto"
"""
OUTCOME = re.compile(r"^\s*(\S+): (.+)$", re.MULTILINE)
KILLED = ("killed", "timeout", "suspicious", "caught by type check", "segfault")
# Compiled code and installed copies of the package are not what is mutated.
ENVIRONMENT = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": "", "NO_COLOR": "1"}


def main() -> None:
    options = _options()
    _stage()
    _mutmut("run", "--max-children", str(options.jobs), f"{PACKAGE}.asof.*", log="generate.log")
    mutants = sorted(_outcomes())
    chosen = mutants if options.all else _sample(mutants, options)
    sys.stderr.write(f"{len(mutants)} mutants, {len(chosen)} tried; progress in {STAGE / 'run.log'}\n")
    _mutmut("run", "--max-children", str(options.jobs), *chosen, log="run.log")
    _report(chosen, as_json=options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutate", description=__doc__)
    parser.add_argument("--sample", type=int, default=300, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--all", action="store_true", help="all of them: hours")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tried at once")
    parser.add_argument("--json", action="store_true", help="JSON for machines")
    return parser.parse_args()


def _sample(mutants: list[str], options: argparse.Namespace) -> list[str]:
    drawn = random.Random(options.seed)  # noqa: S311 - which mutants to try is no secret
    return drawn.sample(mutants, min(options.sample, len(mutants)))


def _stage() -> None:
    shutil.rmtree(STAGE, ignore_errors=True)
    for source, target in COPIED:
        place = STAGE / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, place)
    for module in (STAGE / PACKAGE).rglob("*.py"):
        module.write_text(module.read_text().replace("@kernel\n", ""))
    (STAGE / "pyproject.toml").write_text(CONFIG)


def _mutmut(*arguments: str, log: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    with (STAGE / log).open("w+") as output:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command, cwd=STAGE, env=ENVIRONMENT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
        output.seek(0)
        said = output.read()
    if done.returncode:
        sys.stderr.write(said[-3000:])
        sys.exit(f"mutmut ended with {done.returncode}: see {STAGE / log}")
    return said


def _outcomes() -> dict[str, str]:
    """Every mutant there is and what became of it."""
    return dict(OUTCOME.findall(_mutmut("results", "--all", "true", log="results.log")))


def _report(chosen: list[str], *, as_json: bool) -> None:
    outcomes = _outcomes()
    outcome = {name: outcomes[name] for name in chosen}
    counted = Counter(outcome.values())
    caught = sum(counted[word] for word in KILLED)
    survivors = sorted(name for name, word in outcome.items() if word not in KILLED)
    shown = {name: _mutmut("show", name, log="show.log") for name in survivors}
    if as_json:
        told = {"tried": len(chosen), "caught": caught, "outcomes": counted, "survivors": shown}
        json.dump(told, sys.stdout)
        return
    for name, change in shown.items():
        sys.stdout.write(f"{outcome[name]}: {name}\n{change}\n")
    sys.stdout.write(f"{caught} of {len(chosen)} caught ({caught / len(chosen):.1%}): {dict(counted)}\n")


if __name__ == "__main__":
    main()
