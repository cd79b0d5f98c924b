"""Which JSON bodies are let in: everything behind the edge may trust that it can be stored and answered.

Refused are numbers JSON does not have, text PostgreSQL does not store, and shapes made to exhaust a parser.
"""

import json
import math
from typing import Never

from maxsignal_api.problems import ProblemError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32


def check_json(body: bytes) -> None:
    """Raise ProblemError 400 with a code where the body is not acceptable JSON."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _refused("json_encoding", "the body is not UTF-8") from None
    if _depth(text) > MAX_DEPTH:
        raise _refused("json_too_deep", f"the body nests deeper than {MAX_DEPTH} levels")
    try:
        value = json.loads(
            text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_no_repeats
        )
    except ValueError:
        raise _refused("json_malformed", "the body is not JSON") from None
    _check_strings(value)


def _refused(code: str, detail: str) -> ProblemError:
    return ProblemError(400, code, detail)


def _depth(text: str) -> int:
    # Counted before parsing, since it is the parser that deep nesting harms; strings may hold brackets.
    depth = deepest = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _no_constant(_name: str) -> Never:
    raise _refused("json_number", "NaN and infinity are not JSON")


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise _refused("json_number", "a number is too large")
    return number


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _refused("json_repeated_key", "an object names a key twice")
    return found


def _check_strings(value: object) -> None:
    match value:
        case str():
            if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
                raise _refused("json_text", "text holds a NUL character or half a surrogate pair")
        case dict():
            for key, item in value.items():
                _check_strings(key)
                _check_strings(item)
        case list():
            for item in value:
                _check_strings(item)
