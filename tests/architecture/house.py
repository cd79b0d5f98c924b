"""What the architecture tests look at: the tree's own files, read and parsed once."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "deploy/compose/compose.yaml"
DOCKERFILE = ROOT / "deploy/docker/service.Dockerfile"
SERVICES = sorted(path.name for path in (ROOT / "services").iterdir() if path.is_dir())

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def sources() -> dict[str, ast.Module]:
    """Production Python: path inside the repository -> its tree; migrations are history, not style."""
    files = [
        *ROOT.glob("libs/*/src/**/*.py"),
        *ROOT.glob("services/*/src/**/*.py"),
        *ROOT.glob("scripts/*.py"),
    ]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(files)
        if "/migrations/versions/" not in str(path)
    }


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def lines_of(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions() -> Iterator[tuple[str, Function]]:
    """Every function with the place it stands at."""
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}:{node.lineno} {node.name}", node


def nodes[N: ast.AST](kind: type[N], *, outside: tuple[str, ...] = ()) -> Iterator[tuple[str, N]]:
    """Every node of a kind with its place, in files whose path does not end in one of `outside`."""
    for path, tree in sources().items():
        if not path.endswith(outside or ("\0",)):
            for node in ast.walk(tree):
                if isinstance(node, kind):
                    yield f"{path}:{getattr(node, 'lineno', 0)}", node


@functools.cache
def compose() -> dict[str, Any]:
    """The production compose file, anchors resolved."""
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


def compose_services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = compose()["services"]
    return services
