"""Text from outside as it may stand in a prompt: data that can neither leave its place nor look like ours."""

import json
import re
import unicodedata
from collections.abc import Mapping

MOST_LETTERS = 100
# Brackets open references, tags and templates; backticks and quotes open code. None is needed in a name.
_PLAIN = str.maketrans('<>[]{}`"\\|', "()()()''//")
_ID = re.compile(r"[a-z][\w.]{0,63}", re.ASCII)

type Told = Mapping[str, object]


def cleaned(text: str) -> str:
    """One short line without control characters, brackets or anything that is rendered as one of them."""
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    shown = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in plain)
    return " ".join(shown.split())[:MOST_LETTERS]


def reference(level: str) -> str | None:
    """How a model cites a level; None for what is no level's id."""
    return f"[[{level}]]" if _ID.fullmatch(level) else None


def line(told: Told) -> str:
    """One JSON object on one line, without what is empty."""
    kept = {name: value for name, value in told.items() if value not in (None, "", {}, [], ())}
    return json.dumps(kept, ensure_ascii=False)
