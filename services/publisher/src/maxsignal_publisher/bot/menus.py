"""The bot's screens: what they say and which buttons they have, from what the subscriber chose; pure."""

from collections.abc import Iterable, Sequence
from datetime import time
from itertools import batched

from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Format, Mode, Preferences, QuietMode, instrument_key
from maxsignal_common.store.queueing import Button
from maxsignal_publisher.bot.calls import Screen
from maxsignal_publisher.bot.choices import CODES, OFF, write_hours
from maxsignal_publisher.presses import Press, Verb
from maxsignal_publisher.texts import Texts

PAGE = 8
ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Irkutsk",
    "Asia/Vladivostok",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Almaty",
    "Asia/Singapore",
    "America/New_York",
)
HOURS = ("2200-0700", "2300-0800", "0000-0900")
DIGEST_HOURS = (7, 8, 9, 12, 18, 21)

type Row = tuple[Button, ...]


def press(label: str, verb: Verb, *arguments: str, on: bool = False) -> Button:
    return Button(text=f"✓ {label}" if on else label, data=Press.of(verb, *arguments).data)


def hello(told: Texts) -> Screen:
    return Screen(told("hello"), (_languages(told, Verb.HELLO_LANGUAGE),))


def hello_topics(told: Texts, preferences: Preferences, instruments: Sequence[str]) -> Screen:
    modes = {name: preferences.topics.get(instrument_key(name), Mode.OFF) for name in instruments}
    picks = [
        press(
            name,
            Verb.HELLO_TOPIC,
            CODES[Mode.ON if mode is Mode.OFF else Mode.OFF],
            name,
            on=mode is not Mode.OFF,
        )
        for name, mode in modes.items()
    ]
    onward = press(told("button-next"), Verb.HELLO_FORMAT)
    picked = any(mode is not Mode.OFF for mode in modes.values())
    everything = press(told("button-everything"), Verb.HELLO_ALL)
    return Screen(told("hello-topics"), ((everything,), *_rows(picks, 2), *(((onward,),) if picked else ())))


def hello_format(told: Texts, preferences: Preferences) -> Screen:
    rows = ((_format(told, one, Verb.HELLO_DONE, on=one is preferences.format),) for one in Format)
    return Screen(told("hello-format"), tuple(rows))


def settings(told: Texts, preferences: Preferences) -> Screen:
    follow = preferences.follow_ups
    rows = (
        (press(told("button-topics"), Verb.TOPICS, "0"), press(told("button-format"), Verb.FORMATS)),
        (press(told("button-quiet"), Verb.QUIET), press(told("button-zone"), Verb.ZONES, "0")),
        (press(told("button-digest"), Verb.DIGESTS), press(told("button-language"), Verb.LANGUAGES)),
        (press(told("button-follow-ups"), Verb.FOLLOW_UPS, "0" if follow else "1", on=follow),),
    )
    return Screen(told("settings", **_summary(told, preferences)), rows)


def _summary(told: Texts, preferences: Preferences) -> dict[str, str | int]:
    modes = list(preferences.topics.values())
    return {
        "language": told(f"language-{told.language}"),
        "zone": preferences.zone,
        "format": told(f"format-{_slug(preferences.format)}"),
        "otherwise": told(f"mode-{preferences.otherwise}"),
        "loud": sum(mode is not Mode.OFF for mode in modes),
        "off": sum(mode is Mode.OFF for mode in modes),
        "quiet": _quiet_hours(told, preferences),
        "digest": _clock(preferences.digest_at),
    }


def _quiet_hours(told: Texts, preferences: Preferences) -> str:
    if (quiet := preferences.quiet) is None:
        return told("quiet-none")
    return told(f"quiet-{quiet.mode}", start=_clock(quiet.start), end=_clock(quiet.end))


def languages(told: Texts, preferences: Preferences) -> Screen:
    said = told("choose-language", zone=preferences.zone)
    return Screen(said, (_languages(told, Verb.LANGUAGE), _back(told)))


def formats(told: Texts, preferences: Preferences) -> Screen:
    rows = ((_format(told, one, Verb.FORMAT, on=one is preferences.format),) for one in Format)
    return Screen(told("choose-format"), (*rows, _back(told)))


def zones(told: Texts, preferences: Preferences, page: int) -> Screen:
    shown, turning = _page(told, ZONES, page, Verb.ZONES)
    picks = [press(zone, Verb.ZONE, zone, on=zone == preferences.zone) for zone in shown]
    return Screen(told("choose-zone", zone=preferences.zone), (*_rows(picks, 2), *turning, _back(told)))


def quiet(told: Texts, preferences: Preferences) -> Screen:
    chosen = write_hours(preferences.quiet) if preferences.quiet else OFF
    hours = [press(_hours(one), Verb.QUIET_HOURS, one, on=one == chosen) for one in HOURS]
    rows: list[Row] = [tuple(hours), (press(told("quiet-none"), Verb.QUIET_HOURS, OFF, on=chosen == OFF),)]
    if preferences.quiet:
        mode = preferences.quiet.mode
        rows.append(
            tuple(press(told(f"quiet-mode-{one}"), Verb.QUIET_MODE, one, on=one is mode) for one in QuietMode)
        )
        passes = preferences.critical_breaks_quiet
        rows.append((press(told("button-critical"), Verb.CRITICAL, "0" if passes else "1", on=passes),))
    said = told("choose-quiet", zone=preferences.zone, now=_quiet_hours(told, preferences))
    return Screen(said, (*rows, _back(told)))


def digests(told: Texts, preferences: Preferences) -> Screen:
    chosen = preferences.digest_at
    picks = [press(f"{hour}:00", Verb.DIGEST_AT, str(hour), on=time(hour) == chosen) for hour in DIGEST_HOURS]
    return Screen(told("choose-digest", zone=preferences.zone), (*_rows(picks, 3), _back(told)))


def topics(told: Texts, preferences: Preferences, keys: Sequence[str], page: int) -> Screen:
    """Each topic with how it arrives; a press takes the next of the four ways."""
    shown, turning = _page(told, keys, page, Verb.TOPICS)
    rows = [row for key in shown if (row := _topic(told, preferences, key, page))]
    rest = _mode_button(told("topic-otherwise"), told, preferences.otherwise, Verb.OTHERWISE, str(page))
    return Screen(told("choose-topics"), ((rest,), *rows, *turning, _back(told)))


def _topic(told: Texts, preferences: Preferences, key: str, page: int) -> Row:
    kind, _, name = key.partition(":")
    mode = preferences.topics.get(key, preferences.otherwise)
    label = name if kind == "instrument" else told("topic-analysis", name=name)
    following = CODES[_after(mode)]
    wanted = Press.of(Verb.TOPIC, str(page), following, key)
    return (Button(text=f"{told(f'sign-{mode}')} {label}", data=wanted.data),) if wanted.fits else ()


def _mode_button(label: str, told: Texts, mode: Mode, verb: Verb, page: str) -> Button:
    return press(f"{told(f'sign-{mode}')} {label}", verb, page, CODES[_after(mode)])


def stop(told: Texts) -> Screen:
    row = (press(told("button-stop"), Verb.STOP), press(told("button-stay"), Verb.STAY))
    return Screen(told("stop-sure"), (row,))


def _after(mode: Mode) -> Mode:
    modes = list(Mode)
    return modes[(modes.index(mode) + 1) % len(modes)]


def _languages(told: Texts, verb: Verb) -> Row:
    return tuple(press(told(f"language-{one}"), verb, one, on=one is told.language) for one in Language)


def _format(told: Texts, one: Format, verb: Verb, *, on: bool = False) -> Button:
    return press(told(f"format-{_slug(one)}"), verb, one, on=on)


def _page(told: Texts, items: Sequence[str], page: int, verb: Verb) -> tuple[Sequence[str], tuple[Row, ...]]:
    last = max(0, (len(items) - 1) // PAGE)
    page = min(page, last)
    turning = [
        *([press(told("button-before"), verb, str(page - 1))] if page else []),
        *([press(told("button-after"), verb, str(page + 1))] if page < last else []),
    ]
    return items[page * PAGE : (page + 1) * PAGE], (tuple(turning),) if turning else ()


def _rows(buttons: Iterable[Button], width: int) -> tuple[Row, ...]:
    return tuple(batched(buttons, width, strict=False))


def _back(told: Texts) -> Row:
    return (press(told("button-back"), Verb.SETTINGS),)


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _hours(written: str) -> str:
    first, _, last = written.partition("-")
    return f"{first[:2]}:{first[2:]}\u2013{last[:2]}:{last[2:]}"


def _slug(value: str) -> str:
    return value.replace("_", "-")
