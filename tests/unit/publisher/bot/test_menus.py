"""Screens: within Telegram's limits in both languages, every button understood."""

from collections.abc import Iterator

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Format, Mode, Preferences, Quiet
from maxsignal_publisher.bot import menus
from maxsignal_publisher.bot.calls import Screen
from maxsignal_publisher.bot.choices import read_hours
from maxsignal_publisher.presses import Verb, read_press
from maxsignal_publisher.texts import texts

NAMES = [f"COIN{number}/USDT" for number in range(30)]
KEYS = [f"instrument:{name}" for name in NAMES] + ["analysis:daystart", "analysis:" + "a" * 64]
QUIET: Quiet | None = read_hours("22-7")
CHOSEN = Preferences(
    zone="Asia/Omsk",
    quiet=QUIET,
    topics={"instrument:COIN1/USDT": Mode.SILENT, "instrument:COIN2/USDT": Mode.OFF},
)


def screens(language: Language, chosen: Preferences) -> Iterator[Screen]:
    told = texts(language)
    yield menus.hello(told)
    yield menus.hello_topics(told, chosen, NAMES)
    yield from (menus.topics(told, chosen, KEYS, page) for page in range(5))
    yield from (menus.zones(told, chosen, page) for page in range(3))
    for one in (
        menus.hello_format,
        menus.settings,
        menus.languages,
        menus.formats,
        menus.quiet,
        menus.digests,
    ):
        yield one(told, chosen)
    yield menus.stop(told)


@pytest.mark.parametrize("chosen", [Preferences(), CHOSEN])
@pytest.mark.parametrize("language", list(Language))
def test_every_screen_keeps_telegrams_limits(language: Language, chosen: Preferences) -> None:
    for screen in screens(language, chosen):
        buttons = [button for row in screen.keyboard for button in row]
        assert 0 < len(screen.text) <= 4096
        assert len(buttons) <= 100
        assert all(button.data and len(button.data.encode()) <= 64 for button in buttons)
        assert all(read_press(button.data or "") for button in buttons)


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.keyboard for button in row]


def test_what_is_chosen_is_marked() -> None:
    told = texts(Language.EN)
    formats = menus.formats(told, Preferences(format=Format.SHORT))
    assert [label for label in labels(formats) if label.startswith("✓")] == [
        "✓ Only the picture with its summary"
    ]
    assert "✓ Asia/Omsk" in labels(menus.zones(told, CHOSEN, 0))


def test_topic_shows_how_it_comes_and_takes_the_next_way() -> None:
    screen = menus.topics(texts(Language.EN), CHOSEN, KEYS, 0)
    button = next(button for row in screen.keyboard for button in row if "COIN1/" in button.text)
    assert button.text.startswith("🔕")
    assert (press := read_press(button.data or ""))
    assert press.arguments == ("0", "d", "instrument:COIN1/USDT")


def test_name_too_long_for_a_button_is_left_out() -> None:
    last = menus.topics(texts(Language.EN), CHOSEN, KEYS, 99)
    assert not any("aaaa" in label for label in labels(last))


def test_pages_lead_to_their_neighbours() -> None:
    middle = menus.topics(texts(Language.EN), CHOSEN, KEYS, 1)
    turns = [
        press.arguments[0]
        for row in middle.keyboard
        for button in row
        if (press := read_press(button.data or "")) and press.verb is Verb.TOPICS
    ]
    assert turns == ["0", "2"]


def test_settings_tell_what_is_chosen() -> None:
    said = menus.settings(texts(Language.EN), CHOSEN).text
    assert "Asia/Omsk" in said
    assert "22:00 to 07:00" in said
    assert "1 chosen, 1 off" in said
