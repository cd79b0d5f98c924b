"""What a command does. Everybody may press Start; the others are for those who have."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from maxsignal_common.analysis import Language
from maxsignal_common.preferences import Mode, Preferences, Quiet, instrument_key
from maxsignal_common.store import subscribers
from maxsignal_common.store.received import run_of_message, tally
from maxsignal_common.store.referrals import refer
from maxsignal_posts import moment
from maxsignal_publisher.bot import menus, showing, why
from maxsignal_publisher.bot.calls import Call, Screen
from maxsignal_publisher.bot.choices import OFF, read_hours
from maxsignal_publisher.bot.turn import Turn
from maxsignal_publisher.presses import read_short

STATUS_DAYS = 7
MOSCOW = "Europe/Moscow"
WHY_LINK = "why-"
REFERRAL_LINK = "ref-"
MAX_REFERRAL = 64

type Command = Callable[[Turn, str, int | None], Awaitable[list[Call]]]


async def start(turn: Turn, payload: str, _replied: int | None) -> list[Call]:
    """Register, and whatever the link asks for."""
    is_new = await subscribers.register(turn.connection, turn.chat_id, turn.sender.guess)
    if is_new and turn.sender.guess is Language.RU:
        # The best guess there is; the settings show it.
        await subscribers.choose(turn.connection, turn.chat_id, Preferences(zone=MOSCOW))
    turn = await turn.again()
    if payload.startswith(WHY_LINK):
        return [turn.say(await why.of_run(turn, read_short(payload.removeprefix(WHY_LINK)), ""))]
    if is_new and payload.startswith(REFERRAL_LINK):
        code = payload.removeprefix(REFERRAL_LINK)[:MAX_REFERRAL]
        await refer(turn.connection, turn.chat_id, code)
    elif instrument := await _named(turn, payload):
        return await _start_with(turn, instrument)
    return [turn.say(menus.hello(turn.told))]


async def _start_with(turn: Turn, instrument: str) -> list[Call]:
    """A link to an instrument: that is the choice, and its newest post comes at once."""
    before = turn.preferences
    fresh = before.otherwise is Mode.ON and not before.topics
    chosen = before.model_copy(
        update={
            "topics": {**before.topics, instrument_key(instrument): Mode.ON},
            "otherwise": Mode.OFF if fresh else before.otherwise,
        }
    )
    await subscribers.choose(turn.connection, turn.chat_id, chosen)
    turn = await turn.again()
    await showing.last_post(turn, instrument)
    return [turn.say(turn.told("start-topic", instrument=instrument))]


async def help_(turn: Turn, _argument: str, _replied: int | None) -> list[Call]:
    example = next(iter(await turn.instruments()), "BTCUSDT")
    return [turn.say(turn.told("help", instrument=example))]


async def status(turn: Turn, _argument: str, _replied: int | None) -> list[Call]:
    counts = await tally(turn.connection, turn.chat_id, turn.now - timedelta(days=STATUS_DAYS))
    told = turn.told
    active = turn.subscriber is not None and turn.subscriber.active
    lines = [
        told("status-active") if active else told("status-stopped"),
        told("status-posts", posts=counts.posts, days=STATUS_DAYS),
        *([told("status-waiting", messages=counts.waiting)] if counts.waiting else []),
    ]
    if counts.last_at:
        when = moment(counts.last_at, turn.preferences.zone, turn.language)
        lines.append(told("status-last", when=when))
    return [turn.say("\n".join(lines))]


async def last(turn: Turn, argument: str, _replied: int | None) -> list[Call]:
    instrument = await _named(turn, argument)
    if argument and not instrument:
        return [turn.say(turn.told("last-unknown", name=argument[:32]))]
    shown = await showing.last_post(turn, instrument)
    return [] if shown and shown.messages else [turn.say(turn.told("last-none"))]


async def subs(turn: Turn, _argument: str, _replied: int | None) -> list[Call]:
    return [turn.say(menus.topics(turn.told, turn.preferences, await turn.topics(), 0))]


async def settings(turn: Turn, _argument: str, _replied: int | None) -> list[Call]:
    return [turn.say(menus.settings(turn.told, turn.preferences))]


async def quiet(turn: Turn, argument: str, _replied: int | None) -> list[Call]:
    if argument:
        hours = None if argument == OFF else read_hours(argument)
        if argument != OFF and hours is None:
            return [turn.say(turn.told("quiet-unreadable"))]
        await _be_quiet(turn, hours)
        turn = await turn.again()
    return [turn.say(menus.quiet(turn.told, turn.preferences))]


async def _be_quiet(turn: Turn, hours: Quiet | None) -> None:
    chosen = turn.preferences.model_copy(update={"quiet": hours})
    await subscribers.choose(turn.connection, turn.chat_id, chosen)


async def lang(turn: Turn, argument: str, _replied: int | None) -> list[Call]:
    if argument in set(Language):
        await subscribers.speak(turn.connection, turn.chat_id, Language(argument))
        turn = await turn.again()
    return [turn.say(menus.languages(turn.told, turn.preferences))]


async def why_(turn: Turn, argument: str, replied: int | None) -> list[Call]:
    run = await run_of_message(turn.connection, turn.chat_id, replied)
    if run is None:
        return [turn.say(turn.told("why-no-post"))]
    return [turn.say(await why.of_run(turn, run, argument))]


async def stop(turn: Turn, _argument: str, _replied: int | None) -> list[Call]:
    return [turn.say(menus.stop(turn.told))]


async def unknown(turn: Turn) -> list[Call]:
    return [turn.say(Screen(turn.told("unknown")))]


async def _named(turn: Turn, written: str) -> str | None:
    """The instrument that is meant: links cannot carry every sign that an id may have."""
    plain = _plain(written)
    found = (name for name in await turn.instruments() if plain and _plain(name) == plain)
    return next(found, None)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).upper()


COMMANDS: Mapping[str, Command] = {
    "start": start,
    "help": help_,
    "status": status,
    "last": last,
    "subs": subs,
    "settings": settings,
    "quiet": quiet,
    "lang": lang,
    "why": why_,
    "stop": stop,
}
FOR_EVERYBODY = ("start", "help")
