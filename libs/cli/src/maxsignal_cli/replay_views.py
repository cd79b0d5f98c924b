"""A replay beside its run in words: the text, who wrote it and why, what it cost; pure."""

from collections.abc import Iterator
from difflib import unified_diff

from maxsignal_cli.client import Json

NOTHING: Json = {"text": "", "blocks": [], "writing": None}


def report(replay: Json) -> str:
    """What is different, in lines."""
    return "\n".join(_lines(replay))


def _lines(replay: Json) -> Iterator[str]:
    asked = replay["asked"]
    yield f"replay {replay['replay_id']} of {replay['step']}, {asked['language']}, run {replay['run_id']}"
    if error := replay["error"]:
        yield f"failed: {error['detail']} ({error['code']})"
        return
    result, original = replay["result"], replay["original"]
    yield from _text(result, original or NOTHING)
    yield from _checks(result, original or NOTHING)
    for name, told in (("run", original), ("replay", result)):
        yield f"{name:<8}{_spent(told) if told else 'did not tell this step in this language'}"


def _text(result: Json, original: Json) -> Iterator[str]:
    if result["text"] == original["text"]:
        yield "the text is the same"
        return
    before, after = original["text"].splitlines(), result["text"].splitlines()
    yield from unified_diff(before, after, "run", "replay", lineterm="", n=1)


def _checks(result: Json, original: Json) -> Iterator[str]:
    """Of each block who wrote it, then and now; of a text that is the twin's the reason and the faults."""
    before = {block["name"]: block["made_by"] for block in original["blocks"]}
    for block in result["blocks"]:
        was = before.get(block["name"])
        by = block["made_by"] if was in (None, block["made_by"]) else f"{was} -> {block['made_by']}"
        yield f"{block['name']}: by {by}" + (f", refused: {block['refused']}" if block["refused"] else "")
    writing = result["writing"] or {"reason": None, "calls": []}
    if writing["reason"]:
        yield f"reason: {writing['reason']} {writing['detail']}".rstrip()
    for number, call in enumerate(writing["calls"], start=1):
        yield from (f"answer {number}: {offence}" for offence in call["offences"])


def _spent(told: Json) -> str:
    words = f"prompt {told['prompt_version']}, " if told["prompt_version"] else ""
    tokens = f"{told['tokens_in']} + {told['tokens_out']} tokens"
    return f"{told['model'] or 'no model'}, {words}{tokens}, {told['cost_usd']} USD, {told['duration_ms']} ms"
