"""What a pressed button does: menus change a choice and show it, buttons of a post answer about the post."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from maxsignal_common.analysis import Language
from maxsignal_common.ids import post_id
from maxsignal_common.preferences import Preferences
from maxsignal_common.store import subscribers
from maxsignal_common.store.received import vote
from maxsignal_publisher.bot import menus, showing, why
from maxsignal_publisher.bot.calls import Call, Screen
from maxsignal_publisher.bot.choices import choose, quieter
from maxsignal_publisher.bot.turn import Pressed, Turn
from maxsignal_publisher.presses import Press, Verb, read_short
from maxsignal_publisher.texts import Texts

STOPPED = "stopped"

type Rule = Callable[[Pressed, Press], Awaitable[list[Call]]]


async def answer(pressed: Pressed, press: Press) -> list[Call]:
    """Every press gets an answer, also one that an older or a forged button made."""
    return await _RULES.get(press.verb, _change)(pressed, press)


async def _change(pressed: Pressed, press: Press) -> list[Call]:
    turn = pressed.turn
    chosen = choose(turn.preferences, press, await turn.topics())
    if chosen is None:
        return stale(pressed)
    await subscribers.choose(turn.connection, turn.chat_id, chosen)
    turn = await turn.again()
    if press.verb is Verb.HELLO_DONE:
        return await _welcome(pressed, turn)
    return pressed.show(await _screen(turn, press), turn.told("saved"))


async def _look(pressed: Pressed, press: Press) -> list[Call]:
    return pressed.show(await _screen(pressed.turn, press))


async def _screen(turn: Turn, press: Press) -> Screen:
    """The screen on which this is chosen."""
    told, chosen = turn.told, turn.preferences
    match press.verb:
        case Verb.HELLO_TOPIC:
            return menus.hello_topics(told, chosen, await turn.instruments())
        case Verb.TOPICS | Verb.TOPIC | Verb.OTHERWISE:
            return menus.topics(told, chosen, await turn.topics(), _page(press))
        case Verb.ZONES:
            return menus.zones(told, chosen, _page(press))
        case verb:
            return _SCREENS.get(verb, menus.settings)(told, chosen)


_SCREENS: Mapping[Verb, Callable[[Texts, Preferences], Screen]] = {
    **dict.fromkeys((Verb.HELLO_ALL, Verb.HELLO_FORMAT), menus.hello_format),
    **dict.fromkeys((Verb.QUIET, Verb.QUIET_HOURS, Verb.QUIET_MODE, Verb.CRITICAL), menus.quiet),
    Verb.FORMATS: menus.formats,
    Verb.DIGESTS: menus.digests,
    Verb.LANGUAGES: menus.languages,
}


def _page(press: Press) -> int:
    written = press.arguments[0]
    return int(written) if written.isascii() and written.isdecimal() else 0


async def _language(pressed: Pressed, press: Press) -> list[Call]:
    turn = pressed.turn
    if press.arguments[0] not in set(Language):
        return stale(pressed)
    await subscribers.speak(turn.connection, turn.chat_id, Language(press.arguments[0]))
    turn = await turn.again()
    if press.verb is Verb.HELLO_LANGUAGE:
        return pressed.show(menus.hello_topics(turn.told, turn.preferences, await turn.instruments()))
    return pressed.show(menus.settings(turn.told, turn.preferences), turn.told("saved"))


async def _welcome(pressed: Pressed, turn: Turn) -> list[Call]:
    """Done: the newest post shows at once what was chosen."""
    first = await showing.first_post(turn)
    key = "welcome-post" if first and first.messages else "welcome"
    return pressed.show(Screen(turn.told(key)))


async def _stop(pressed: Pressed, _press: Press) -> list[Call]:
    turn = pressed.turn
    await subscribers.deactivate(turn.connection, turn.chat_id, STOPPED)
    return pressed.show(Screen(turn.told("stopped")))


async def _stay(pressed: Pressed, _press: Press) -> list[Call]:
    return pressed.show(Screen(pressed.turn.told("stayed")))


async def _why(pressed: Pressed, press: Press) -> list[Call]:
    run = read_short(press.arguments[0])
    if run is None:
        return stale(pressed)
    if press.verb is Verb.WHY:
        return [*pressed.note(), pressed.turn.say(await why.of_run(pressed.turn, run, ""))]
    return pressed.show(await why.of_run(pressed.turn, run, press.arguments[1]))


async def _more(pressed: Pressed, press: Press) -> list[Call]:
    return await _shown(pressed, press, showing.rest_of_post, "more-there")


async def _chart(pressed: Pressed, press: Press) -> list[Call]:
    return await _shown(pressed, press, showing.chart_of_post, "chart-none")


async def _shown(
    pressed: Pressed, press: Press, show: Callable[[Turn, UUID], Awaitable[int]], otherwise: str
) -> list[Call]:
    run = read_short(press.arguments[0])
    if run is None:
        return stale(pressed)
    told = pressed.turn.told
    return pressed.note(told("coming") if await show(pressed.turn, run) else told(otherwise))


async def _vote(pressed: Pressed, press: Press) -> list[Call]:
    run = read_short(press.arguments[0])
    if run is None:
        return stale(pressed)
    turn = pressed.turn
    value = 1 if press.verb is Verb.UP else -1
    await vote(turn.connection, post_id(run), turn.sender.user_id, value)
    return pressed.note(turn.told("voted"))


async def _quieter(pressed: Pressed, press: Press) -> list[Call]:
    turn, instrument = pressed.turn, press.arguments[0]
    if turn.subscriber is None or instrument not in await turn.instruments():
        return stale(pressed)
    chosen, mode = quieter(turn.preferences, instrument)
    await subscribers.choose(turn.connection, turn.chat_id, chosen)
    return pressed.note(turn.told(f"quieter-{mode}", instrument=instrument), alert=True)


def stale(pressed: Pressed) -> list[Call]:
    """A button of another time, or of nobody."""
    return pressed.note(pressed.turn.told("stale"), alert=True)


_RULES: Mapping[Verb, Rule] = {
    Verb.HELLO_LANGUAGE: _language,
    Verb.HELLO_FORMAT: _look,
    Verb.LANGUAGE: _language,
    **dict.fromkeys((Verb.SETTINGS, Verb.LANGUAGES, Verb.ZONES, Verb.FORMATS, Verb.QUIET), _look),
    **dict.fromkeys((Verb.DIGESTS, Verb.TOPICS), _look),
    Verb.STOP: _stop,
    Verb.STAY: _stay,
    Verb.CHART: _chart,
    Verb.WHY: _why,
    Verb.WHY_LEVEL: _why,
    Verb.MORE: _more,
    Verb.UP: _vote,
    Verb.DOWN: _vote,
    Verb.QUIETER: _quieter,
}
# Under a post in a channel these concern the post alone; everything else is said in private.
ANYWHERE = (Verb.UP, Verb.DOWN)
