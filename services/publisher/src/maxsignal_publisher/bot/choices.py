"""What a press means for a subscriber's preferences: pure, and None for what makes no sense."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import time
from typing import Any

from pydantic import ValidationError

from maxsignal_common.preferences import Mode, Preferences, Quiet, instrument_key
from maxsignal_publisher.presses import Press, Verb

MODE_CODES = {"o": Mode.ON, "s": Mode.SILENT, "d": Mode.DIGEST, "x": Mode.OFF}
CODES = {mode: code for code, mode in MODE_CODES.items()}
OFF = "off"
_HOURS = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*[-\u2013\u2014\s]\s*(\d{1,2})(?::?(\d{2}))?")

type Change = Mapping[str, Any]


def choose(preferences: Preferences, press: Press, topics: Collection[str]) -> Preferences | None:
    """The preferences after the press; `topics` are the keys that there are."""
    rule = _RULES.get(press.verb)
    if rule is None:
        return None
    try:
        change = rule(preferences, topics, *press.arguments)
        return Preferences.model_validate({**dict(preferences), **change})
    except (ValidationError, ValueError, LookupError):
        return None


def quieter(preferences: Preferences, instrument: str) -> tuple[Preferences, Mode]:
    """One step down for an instrument, from how it arrives now."""
    key = instrument_key(instrument)
    modes = list(Mode)
    now = preferences.topics.get(key, preferences.otherwise)
    mode = modes[min(modes.index(now) + 1, len(modes) - 1)]
    return preferences.model_copy(update={"topics": {**preferences.topics, key: mode}}), mode


def read_hours(written: str) -> Quiet | None:
    """Quiet hours as people write them: 23-7, 22:30-07:00."""
    match = _HOURS.fullmatch(written.strip())
    if not match:
        return None
    first, first_minutes, last, last_minutes = (int(number or 0) for number in match.groups())
    try:
        return Quiet(start=time(first % 24, first_minutes), end=time(last % 24, last_minutes))
    except ValueError:
        return None


def write_hours(quiet: Quiet) -> str:
    return f"{quiet.start:%H%M}-{quiet.end:%H%M}"


def _topic(preferences: Preferences, topics: Collection[str], _page: str, code: str, key: str) -> Change:
    if key not in topics:
        raise LookupError(key)
    return {"topics": {**preferences.topics, key: MODE_CODES[code]}}


def _hello_topic(preferences: Preferences, topics: Collection[str], code: str, instrument: str) -> Change:
    """The first instrument that is picked means: only what is picked."""
    change = _topic(preferences, topics, "", code, instrument_key(instrument))
    picked = {key: mode for key, mode in change["topics"].items() if mode is not Mode.OFF}
    return {"topics": picked, "otherwise": Mode.OFF if picked else Mode.ON}


def _quiet(preferences: Preferences, _topics: Collection[str], hours: str) -> Change:
    if hours == OFF:
        return {"quiet": None}
    quiet = read_hours(hours)
    if quiet is None:
        raise ValueError(hours)
    kept = {"mode": preferences.quiet.mode} if preferences.quiet else {}
    return {"quiet": quiet.model_copy(update=kept)}


def _quiet_mode(preferences: Preferences, _topics: Collection[str], mode: str) -> Change:
    if preferences.quiet is None:
        raise ValueError(mode)
    return {"quiet": {**dict(preferences.quiet), "mode": mode}}


def _digest_at(_preferences: Preferences, _topics: Collection[str], hour: str) -> Change:
    return {"digest_at": time(int(hour))}


def _set(name: str) -> Callable[..., Change]:
    def rule(_preferences: Preferences, _topics: Collection[str], value: str) -> Change:
        return {name: value}

    return rule


def _everything(_preferences: Preferences, _topics: Collection[str]) -> Change:
    return {"topics": {}, "otherwise": Mode.ON}


def _otherwise(_preferences: Preferences, _topics: Collection[str], _page: str, code: str) -> Change:
    return {"otherwise": MODE_CODES[code]}


_RULES: Mapping[Verb, Callable[..., Change]] = {
    Verb.HELLO_ALL: _everything,
    Verb.HELLO_TOPIC: _hello_topic,
    Verb.HELLO_DONE: _set("format"),
    Verb.FORMAT: _set("format"),
    Verb.ZONE: _set("zone"),
    Verb.QUIET_HOURS: _quiet,
    Verb.QUIET_MODE: _quiet_mode,
    Verb.CRITICAL: _set("critical_breaks_quiet"),
    Verb.FOLLOW_UPS: _set("follow_ups"),
    Verb.DIGEST_AT: _digest_at,
    Verb.TOPIC: _topic,
    Verb.OTHERWISE: _otherwise,
}
