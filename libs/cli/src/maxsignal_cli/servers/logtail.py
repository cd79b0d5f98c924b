"""The end of a process's log as people read it: whole lines, JSON events as time, level, event and fields."""

import json
from pathlib import Path

TAIL_BYTES = 20_000
TAIL_LINES = 12
LINE_LENGTH = 300


def readable_tail(log_path: Path) -> str:
    if not log_path.exists():
        return ""
    whole = log_path.read_bytes()
    lines = whole[-TAIL_BYTES:].decode(errors="replace").splitlines()
    if len(whole) > TAIL_BYTES:
        del lines[0]  # it begins in the middle
    return "\n".join(f"  {_readable(line)[:LINE_LENGTH]}" for line in lines[-TAIL_LINES:])


def _readable(line: str) -> str:
    try:
        event = json.loads(line)
    except ValueError:
        return line
    if not isinstance(event, dict):
        return line
    time, level = str(event.pop("timestamp", ""))[11:19], event.pop("level", "")
    words = [time, level, event.pop("event", "")]
    reason = str(event.pop("exception", "")).strip().rpartition("\n")[2]
    event.pop("service", None)
    fields = [f"{name}={value}" for name, value in event.items()]
    return " ".join(str(word) for word in (*words, *fields, reason) if word)
