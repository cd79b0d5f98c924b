"""Print `.env.example`: every setting of every process, from its settings class.

Values stay empty, which counts as "not set": a copy of the file changes nothing until a value is written in.
"""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from maxsignal_common.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Every setting, for the environment or for a file `.env` beside this one. An empty value counts as not set.
# Written by `make env-example` from the settings classes.
"""


def settings_classes() -> list[type[Settings]]:
    """The shared class first, then those of the services, then the operator's command."""
    packages = [f"maxsignal_{path.name}" for path in sorted((ROOT / "services").iterdir())]
    for package in [*packages, "maxsignal_cli"]:
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
            if module.name.endswith("settings"):
                importlib.import_module(module.name)
    return [Settings, *sorted(_subclasses(Settings), key=_order)]


def _order(one: type[Settings]) -> tuple[bool, int, str]:
    """What others build on before them, the launcher last, and else by name: imports come in any order."""
    return one.__module__.startswith("maxsignal_cli."), len(one.mro()), one.__module__


def _subclasses(of: type[Settings]) -> Iterator[type[Settings]]:
    for one in of.__subclasses__():
        yield one
        yield from _subclasses(one)


def variable(name: str, field: FieldInfo) -> str:
    """The variable's lines: what it means, what holds without it, its name."""
    if not field.description:
        raise ValueError(f"the setting {name} says nothing about itself: give its Field a description")
    return f"# {field.description}{_default(field)}\n{name.upper()}=\n"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return " (required)"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return "" if value in (None, "") else f" (default: {value})"


def render() -> str:
    known: set[str] = set()
    parts = [HEADER]
    for owner in settings_classes():
        fresh = {name: field for name, field in owner.model_fields.items() if name not in known}
        known |= fresh.keys()
        if fresh:
            title = "every process" if owner is Settings else owner.__name__
            parts.append(f"# ---- {title}\n")
            parts += [variable(name, field) for name, field in fresh.items()]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(render())
