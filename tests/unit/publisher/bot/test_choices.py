"""What presses mean: absolute choices, and nothing for what makes no sense."""

from datetime import time

import pytest

from maxsignal_common.preferences import Format, Mode, Preferences, Quiet, QuietMode
from maxsignal_publisher.bot.choices import choose, quieter, read_hours, write_hours
from maxsignal_publisher.presses import Press, Verb

TOPICS = ("instrument:IBM", "instrument:GOOG", "analysis:daystart")
NIGHT = Quiet(start=time(22), end=time(7))


def after(verb: Verb, *arguments: str, of: Preferences | None = None) -> Preferences | None:
    return choose(of or Preferences(), Press.of(verb, *arguments), TOPICS)


@pytest.mark.parametrize(
    ("verb", "arguments", "expected"),
    [
        (Verb.FORMAT, ("short",), Preferences(format=Format.SHORT)),
        (Verb.ZONE, ("Asia/Omsk",), Preferences(zone="Asia/Omsk")),
        (Verb.QUIET_HOURS, ("2200-0700",), Preferences(quiet=NIGHT)),
        (Verb.CRITICAL, ("0",), Preferences(critical_breaks_quiet=False)),
        (Verb.FOLLOW_UPS, ("0",), Preferences(follow_ups=False)),
        (Verb.DIGEST_AT, ("21",), Preferences(digest_at=time(21))),
        (Verb.OTHERWISE, ("0", "d"), Preferences(otherwise=Mode.DIGEST)),
        (Verb.TOPIC, ("0", "s", "analysis:daystart"), Preferences(topics={"analysis:daystart": Mode.SILENT})),
    ],
)
def test_press_changes_one_thing(verb: Verb, arguments: tuple[str, ...], expected: Preferences) -> None:
    assert after(verb, *arguments) == expected


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        (Verb.FORMAT, ("huge",)),
        (Verb.ZONE, ("../etc/passwd",)),
        (Verb.ZONE, ("Mars/Olympus",)),
        (Verb.QUIET_HOURS, ("2500-2400x",)),
        (Verb.QUIET_HOURS, ("0700-0700",)),
        (Verb.QUIET_MODE, ("hold",)),
        (Verb.CRITICAL, ("maybe",)),
        (Verb.DIGEST_AT, ("24",)),
        (Verb.DIGEST_AT, ("²",)),
        (Verb.OTHERWISE, ("0", "z")),
        (Verb.TOPIC, ("0", "o", "instrument:FORGED")),
        (Verb.HELLO_TOPIC, ("o", "FORGED")),
        (Verb.SETTINGS, ()),
    ],
)
def test_forged_press_chooses_nothing(verb: Verb, arguments: tuple[str, ...]) -> None:
    assert after(verb, *arguments) is None


def test_first_pick_turns_everything_else_off() -> None:
    picked = after(Verb.HELLO_TOPIC, "o", "IBM")
    assert picked == Preferences(otherwise=Mode.OFF, topics={"instrument:IBM": Mode.ON})


def test_last_pick_taken_back_turns_everything_on() -> None:
    picked = after(Verb.HELLO_TOPIC, "x", "IBM", of=after(Verb.HELLO_TOPIC, "o", "IBM"))
    assert picked == Preferences()


def test_everything_forgets_picks() -> None:
    assert after(Verb.HELLO_ALL, of=after(Verb.HELLO_TOPIC, "o", "IBM")) == Preferences()


def test_other_quiet_hours_keep_their_mode() -> None:
    silent = Preferences(quiet=NIGHT.model_copy(update={"mode": QuietMode.SILENT}))
    changed = after(Verb.QUIET_HOURS, "2300-0800", of=silent)
    assert changed
    assert changed.quiet == Quiet(start=time(23), end=time(8), mode=QuietMode.SILENT)


def test_quiet_hours_can_be_taken_off() -> None:
    assert after(Verb.QUIET_HOURS, "off", of=Preferences(quiet=NIGHT)) == Preferences()


@pytest.mark.parametrize("written", ["22-7", "22:00-07:00", "22:00 – 7:00", "2200-0700", "22 7"])
def test_hours_are_read_as_people_write_them(written: str) -> None:
    assert read_hours(written) == NIGHT


@pytest.mark.parametrize("written", ["", "22", "x-7", "22:70-7", "7-7", "22-7-9", "-1-7"])
def test_other_hours_are_not_guessed(written: str) -> None:
    assert read_hours(written) is None


def test_written_hours_are_read_again() -> None:
    assert read_hours(write_hours(NIGHT)) == NIGHT


def test_quieter_goes_down_to_off_and_stays() -> None:
    preferences, modes = Preferences(), []
    for _ in range(4):
        preferences, mode = quieter(preferences, "IBM")
        modes.append(mode)
    assert modes == [Mode.SILENT, Mode.DIGEST, Mode.OFF, Mode.OFF]
