"""What Telegram shows of the bot before anybody writes: commands and descriptions in every language."""

from aiogram import Bot
from aiogram.methods import SetMyCommands, SetMyDescription, SetMyShortDescription
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from maxsignal_common.analysis import Language
from maxsignal_publisher.texts import texts

SHOWN = ("start", "last", "why", "subs", "settings", "quiet", "lang", "status", "help", "stop")
# For everybody whose language we do not speak.
DEFAULT = Language.EN


async def register_commands(bot: Bot) -> None:
    for language in Language:
        await _register(bot, language, language)
    await _register(bot, DEFAULT, "")


async def _register(bot: Bot, language: Language, code: str) -> None:
    told = texts(language)
    commands = [BotCommand(command=name, description=told(f"command-{name}")) for name in SHOWN]
    scope = BotCommandScopeAllPrivateChats()
    await bot(SetMyCommands(commands=commands, scope=scope, language_code=code or None))
    await bot(SetMyDescription(description=told("description"), language_code=code or None))
    await bot(SetMyShortDescription(short_description=told("short-description"), language_code=code or None))
