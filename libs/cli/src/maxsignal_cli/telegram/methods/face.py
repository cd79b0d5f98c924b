"""Who the bot is, what it shows of itself, and whom it speaks with."""

import json
import re

from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.chats import chat_of
from maxsignal_cli.telegram.wire import Params, bad_request, nested, number, words

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS = 100
LENGTHS = {"name": 64, "description": 512, "short_description": 120}
COMMAND_DESCRIPTION = 256


async def get_me(bot: Bot, _: Params) -> object:
    return bot.me


async def get_chat(bot: Bot, params: Params) -> object:
    chat = bot.chats.get(chat_of(params))
    if chat is None:
        raise bad_request("chat not found")
    return {
        **chat.person.chat_shape,
        "accent_color_id": 0,
        "max_reaction_count": 0,
        "accepted_gift_types": GIFTS,
    }


GIFTS = {
    f"{kind}": False
    for kind in (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
}


async def get_chat_member(bot: Bot, params: Params) -> object:
    chat = bot.chat(chat_of(params))
    user = number(params, "user_id", 0)
    if user == bot.id:
        return {"status": "member", "user": bot.me}
    if user == chat.person.chat_id:
        return {"status": "member", "user": chat.person.user_shape}
    known = bot.chats.get(user)
    if known is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"status": "left", "user": known.person.user_shape}


async def set_my_commands(bot: Bot, params: Params) -> object:
    commands = nested(params, "commands")
    if not isinstance(commands, list) or len(commands) > COMMANDS:
        raise bad_request("can't parse commands")
    for one in commands:
        if not isinstance(one, dict) or not COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.face.commands[_key(params)] = commands
    bot.touch()
    return True


async def get_my_commands(bot: Bot, params: Params) -> object:
    return bot.face.commands.get(_key(params), [])


async def delete_my_commands(bot: Bot, params: Params) -> object:
    bot.face.commands.pop(_key(params), None)
    return True


def _key(params: Params) -> tuple[str, str]:
    scope = nested(params, "scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), words(params, "language_code")


async def set_my_name(bot: Bot, params: Params) -> object:
    return _set_words(bot, params, "name")


async def get_my_name(bot: Bot, params: Params) -> object:
    return _words(bot, params, "name")


async def set_my_description(bot: Bot, params: Params) -> object:
    return _set_words(bot, params, "description")


async def get_my_description(bot: Bot, params: Params) -> object:
    return _words(bot, params, "description")


async def set_my_short_description(bot: Bot, params: Params) -> object:
    return _set_words(bot, params, "short_description")


async def get_my_short_description(bot: Bot, params: Params) -> object:
    return _words(bot, params, "short_description")


def _set_words(bot: Bot, params: Params, name: str) -> bool:
    text = words(params, name)
    if len(text) > LENGTHS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    bot.face.words[name, words(params, "language_code")] = text
    return True


def _words(bot: Bot, params: Params, name: str) -> object:
    return {name: bot.face.words.get((name, words(params, "language_code")), "")}


async def set_chat_menu_button(_: Bot, __: Params) -> object:
    return True
