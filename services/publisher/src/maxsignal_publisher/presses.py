"""What a pressed button hands back: a version, a verb and its arguments within Telegram's 64 bytes.

A menu's button names the wanted state and no step from the present one, so that pressing twice, or on an old
menu, does no harm. Anybody can forge it: it carries no right, and what cannot be read is nothing.
"""

import base64
import binascii
from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

MAX_BYTES = 64
_VERSION = "1"
_UUID_BYTES = 16


class Verb(StrEnum):
    """The arguments stand beside each verb; the last one may hold colons."""

    HELLO_LANGUAGE = "hl"  # language
    HELLO_TOPIC = "ht"  # mode code, instrument
    HELLO_ALL = "ha"
    HELLO_FORMAT = "hf"
    HELLO_DONE = "hd"  # format
    SETTINGS = "s"
    LANGUAGES = "ls"
    LANGUAGE = "l"  # language
    ZONES = "zs"  # page
    ZONE = "z"  # name
    FORMATS = "fs"
    FORMAT = "f"  # format
    QUIET = "qs"
    QUIET_HOURS = "q"  # "off" or start and end, e.g. 2200-0700
    QUIET_MODE = "qm"  # mode
    CRITICAL = "qc"  # 1 or 0
    DIGEST_AT = "d"  # hour
    DIGESTS = "ds"
    FOLLOW_UPS = "u"  # 1 or 0
    TOPICS = "ts"  # page
    TOPIC = "t"  # page, mode code, topic key
    OTHERWISE = "to"  # page, mode code
    STOP = "x"
    STAY = "k"
    CHART = "c"  # run
    WHY = "w"  # run
    WHY_LEVEL = "wl"  # run, level
    MORE = "m"  # run
    UP = "v+"  # run
    DOWN = "v-"  # run
    QUIETER = "b"  # instrument


ARGUMENTS: dict[Verb, int] = dict.fromkeys(Verb, 1) | {
    **dict.fromkeys(
        (
            Verb.HELLO_ALL,
            Verb.HELLO_FORMAT,
            Verb.SETTINGS,
            Verb.LANGUAGES,
            Verb.FORMATS,
            Verb.QUIET,
            Verb.DIGESTS,
            Verb.STOP,
            Verb.STAY,
        ),
        0,
    ),
    **dict.fromkeys((Verb.HELLO_TOPIC, Verb.OTHERWISE, Verb.WHY_LEVEL), 2),
    Verb.TOPIC: 3,
}


class Press(NamedTuple):
    verb: Verb
    arguments: tuple[str, ...] = ()

    @classmethod
    def of(cls, verb: Verb, *arguments: str) -> Self:
        return cls(verb, arguments)

    @property
    def data(self) -> str:
        return ":".join((_VERSION, self.verb, *self.arguments))

    @property
    def fits(self) -> bool:
        return len(self.data.encode()) <= MAX_BYTES


def read_press(data: str) -> Press | None:
    """What was pressed; None for data that this version never wrote."""
    version, _, rest = data.partition(":")
    name, _, tail = rest.partition(":")
    if version != _VERSION or name not in Verb:
        return None
    verb = Verb(name)
    count = ARGUMENTS[verb]
    arguments = tuple(tail.split(":", count - 1)) if count else ()
    well_formed = len(arguments) == count and all(arguments) and (count or not tail)
    return Press(verb, arguments) if well_formed else None


def short(run: UUID) -> str:
    """A run's id in 22 characters, also fit for a deep link."""
    return base64.urlsafe_b64encode(run.bytes).decode().rstrip("=")


def read_short(written: str) -> UUID | None:
    try:
        raw = base64.b64decode(written + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return UUID(bytes=raw) if len(raw) == _UUID_BYTES else None
