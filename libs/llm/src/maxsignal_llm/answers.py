"""What a body with status 200 says. It was written by a stranger: nothing in it is believed unseen."""

import json
import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import TypeIs

from maxsignal_llm.faults import Answer, Failed, Fault, Served, Usage, fault_of_status
from maxsignal_llm.port import is_storable

MOST_DETAIL = 300
# Above these a figure is a mistake, not a price.
MOST_TOKENS = 100_000_000
MOST_COST = Decimal(1_000)
MOST_DEPTH = 64
SMALLEST = Decimal("1e-12")
BAD_GATEWAY = 502

type Told = Mapping[str, object]


def read_body(body: bytes) -> Answer | Failed:
    """The answer of a model, or how it is none; total over every sequence of bytes."""
    if not body.strip():
        return Failed(Fault.EMPTY_BODY, "", 200)
    told = parse_json(body)
    if told is None:
        return Failed(Fault.NOT_JSON_BODY, readable(body.decode(errors="replace")), 200)
    if not isinstance(told, dict):
        return Failed(Fault.MALFORMED_BODY, f"a {type(told).__name__}", 200)
    if (error := told.get("error")) is not None:
        return _failed_inside(told, error)
    return _first_choice(told)


def parse_json(text: bytes | str) -> object | None:
    """JSON with exact decimals; None where it is none, or such that no reader should follow it."""
    try:
        return _parse(text)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _parse(text: bytes | str) -> object:
    told = text.decode() if isinstance(text, bytes) else text
    parsed: object = json.loads(told, parse_float=Decimal, parse_constant=_refuse)
    return parsed


def _refuse(word: str) -> object:
    raise ValueError(word)


def readable(text: object) -> str:
    """A stranger's words for the ledger: short, and storable."""
    if not isinstance(text, str):
        return ""
    clean = "".join(letter if letter.isprintable() and is_storable(letter) else " " for letter in text[:2000])
    return " ".join(clean.split())[:MOST_DETAIL]


def _failed_inside(told: Told, error: object) -> Failed:
    """Providers fail inside a 200 as well, with the status in words or as a number."""
    code = error.get("code") if isinstance(error, dict) else None
    status = int(code) if _is_status(code) else BAD_GATEWAY
    fault = fault_of_status(status)
    return Failed(fault, _message(error), status, usage=_usage(told), served=_served(told))


def _is_status(code: object) -> TypeIs[int | str]:
    return isinstance(code, int | str) and re.fullmatch(r"[345][0-9]{2}", str(code)[:4]) is not None


def _message(error: object) -> str:
    return readable(error.get("message") if isinstance(error, dict) else error)


def _first_choice(told: Told) -> Answer | Failed:
    usage, served = _usage(told), _served(told)
    choices = told.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if choices == []:
        fault, detail = Fault.NO_CHOICES, ""
    elif not isinstance(choice, dict) or not isinstance(message, dict):
        fault, detail = Fault.MALFORMED_BODY, "no message"
    elif found := _no_answer(choice, message):
        fault, detail = found
    else:
        return Answer(str(message["content"]), usage, served)
    return Failed(fault, detail, 200, usage=usage, served=served)


def _no_answer(choice: Told, message: Told) -> tuple[Fault, str] | None:
    """Why what the model says is none; None for a JSON object."""
    content = message.get("content")
    if choice.get("error") is not None:
        return Fault.BROKEN_OFF, _message(choice["error"])
    if message.get("refusal"):
        return Fault.REFUSED, readable(message["refusal"])
    if fault := _FINISHED.get(str(choice.get("finish_reason"))):
        return fault, ""
    if not isinstance(content, str) or not content.strip():
        return Fault.EMPTY_CONTENT, ""
    if fault := _content_fault(content):
        return fault, readable(content)
    return None


_FINISHED = {
    "length": Fault.TRUNCATED,
    "content_filter": Fault.CONTENT_FILTERED,
    "error": Fault.BROKEN_OFF,
    "tool_calls": Fault.NOT_JSON_CONTENT,
}


def _content_fault(content: str) -> Fault | None:
    """Content is a JSON object whose strings can be kept."""
    told = parse_json(content)
    if not isinstance(told, dict):
        return Fault.NOT_JSON_CONTENT
    strings, depth = _strings(told)
    if depth > MOST_DEPTH:
        return Fault.NOT_JSON_CONTENT
    return None if is_storable(content) and is_storable(strings) else Fault.UNSTORABLE_CONTENT


def _strings(told: object) -> tuple[str, int]:
    """Every string inside, as one, and how deep the nesting goes; walked without recursion."""
    found, deepest, open_ = [], 0, [(told, 1)]
    while open_:
        value, depth = open_.pop()
        deepest = max(deepest, depth)
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            found.extend(value)
            open_.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            open_.extend((inner, depth + 1) for inner in value)
    return "".join(found), deepest


def _usage(told: Told) -> Usage:
    usage = told.get("usage")
    if not isinstance(usage, dict):
        return Usage()
    return Usage(
        _tokens(usage.get("prompt_tokens")), _tokens(usage.get("completion_tokens")), _cost(usage.get("cost"))
    )


def _tokens(told: object) -> int | None:
    if isinstance(told, bool) or not isinstance(told, int):
        return None
    return told if 0 <= told <= MOST_TOKENS else None


def _cost(told: object) -> Decimal | None:
    """Rounded up where it has more digits than money has, and than the database takes."""
    if isinstance(told, bool) or not isinstance(told, int | Decimal) or not 0 <= told <= MOST_COST:
        return None
    cost = Decimal(told)
    rounded = cost.quantize(SMALLEST, ROUND_CEILING)
    return cost if rounded == cost else rounded


def _served(told: Told) -> Served:
    model, provider, generation_id = (
        readable(told.get(name)) or None for name in ("model", "provider", "id")
    )
    return Served(model, provider, generation_id)
