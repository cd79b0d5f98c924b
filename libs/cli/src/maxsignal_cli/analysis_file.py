"""An analysis in a file: strict JSON, and every mistake in it told with its place."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Never

from pydantic import ValidationError

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import AnalysisDocument

# More would only scroll the first ones away.
MOST_PROBLEMS = 20


class BadAnalysisError(LauncherError):
    """`problems` are (place, reason), the place as in `config.steps[0].model`."""

    def __init__(self, name: str, problems: list[tuple[str, str]]) -> None:
        lines = [f"{place}: {reason}" for place, reason in problems[:MOST_PROBLEMS]]
        lines += [f"… and {len(problems) - MOST_PROBLEMS} more"] * (len(problems) > MOST_PROBLEMS)
        super().__init__("bad_analysis_file", f"{name} is no analysis\n  " + "\n  ".join(lines))
        self.problems = tuple(problems)


def read_analysis(path: Path) -> AnalysisDocument:
    """The analysis in a file; BadAnalysisError names all that is wrong with it."""
    try:
        told = json.loads(
            path.read_text(encoding="utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_constant
        )
        return AnalysisDocument.model_validate(told)
    except OSError as error:
        raise LauncherError("unreadable_file", f"{path}: {error.strerror}") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadAnalysisError(path.name, [(place, f"not JSON: {error.msg}")]) from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise BadAnalysisError(path.name, [(_place(one["loc"]), one["msg"]) for one in found]) from error
    except (ValueError, RecursionError) as error:
        raise BadAnalysisError(path.name, [("file", str(error))]) from error


def _place(loc: tuple[int | str, ...]) -> str:
    """`config.steps[0].model`; the file itself where nothing in it is to blame."""
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(words).lstrip(".") or "file"


def _each_once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise ValueError(f"{twice!r} is said twice in one object")
    return found


def _no_constant(name: str) -> Never:
    raise ValueError(f"{name} is no number of JSON")
