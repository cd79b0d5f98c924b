"""The chat page: static files, and what they ask for. Nothing of a message is ever parsed as markup."""

import asyncio
from contextlib import suppress
from importlib.resources import files

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from maxsignal_cli.telegram import people
from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.chats import Chat, Standing, chat_of
from maxsignal_cli.telegram.faults import ChatId
from maxsignal_cli.telegram.photos import content_type
from maxsignal_cli.telegram.state import State
from maxsignal_cli.telegram.wire import RefusalError, Shape

STATIC = {
    "": ("index.html", "text/html"),
    "chat.js": ("chat.js", "text/javascript"),
    "message.js": ("message.js", "text/javascript"),
    "text.js": ("text.js", "text/javascript"),
    "chat.css": ("chat.css", "text/css"),
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
CHATS, MESSAGES = 200, 200  # as many as a person looks at
WAIT_S = 25.0


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _NewUser(_Asked):
    name: str = Field("", max_length=64)
    language: str = Field("ru", pattern="^[a-z]{2}$")


class _Said(_Asked):
    text: str = Field(min_length=1, max_length=4096)
    reply_to: int | None = None


class _Pressed(_Asked):
    message_id: int
    data: str


class _Standing(_Asked):
    standing: Standing


class Page:
    def __init__(self, state: State) -> None:
        self._state = state
        self._began = state.clock.now().isoformat()

    def routes(self) -> list[web.RouteDef]:
        chat = "/_control/chats/{chat_id}"
        return [
            *(web.get(f"/{name}", self.static) for name in STATIC),
            web.get("/_control/photos/{file_id}", self.photo),
            web.get("/_control/changes", self.changes),
            web.get("/_control/chats", self.chats),
            web.post("/_control/chats", self.new_user),
            web.get(chat, self.chat),
            web.post(f"{chat}/say", self.say),
            web.post(f"{chat}/press", self.press),
            web.post(f"{chat}/standing", self.standing),
        ]

    async def static(self, request: web.Request) -> web.Response:
        name, kind = STATIC[request.path.removeprefix("/")]
        text = (files(__package__) / "static" / name).read_text()
        return web.Response(text=text, content_type=kind, headers=HEADERS)

    async def photo(self, request: web.Request) -> web.Response:
        try:
            photo = self._state.photos.find(None, request.match_info["file_id"])
        except RefusalError:
            raise web.HTTPNotFound from None
        content = self._state.photos.content(photo.digest) or b""
        return web.Response(body=content, content_type=content_type(content), headers=HEADERS)

    async def changes(self, request: web.Request) -> web.Response:
        """Answers when something has changed since the given version, or after a while."""
        seen = request.query.get("since", "")
        if self._version() == seen:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._state.any_bot().changed.wait(), WAIT_S)
        return web.json_response({"version": self._version()})

    def _version(self) -> str:
        return f"{self._began} {self._state.any_bot().version}"

    async def chats(self, _: web.Request) -> web.Response:
        bot = self._state.any_bot()
        newest = sorted(bot.chats.values(), key=_last_id, reverse=True)[:CHATS]
        return web.json_response({"bot": bot.me, "chats": [_summary(chat) for chat in newest]})

    async def chat(self, request: web.Request) -> web.Response:
        bot, chat_id = self._named(request)
        chat = bot.chat(chat_id)
        shown = [message for message in chat if not message.deleted][-MESSAGES:]
        return web.json_response(
            {
                **_summary(chat),
                "notice": chat.notice,
                "commands": _commands(bot, chat.person.language),
                "messages": [message.model_dump(mode="json", exclude={"bot_id"}) for message in shown],
            }
        )

    async def new_user(self, request: web.Request) -> web.Response:
        asked = await _read(request, _NewUser)
        bot = self._state.any_bot()
        person = people.join(bot, asked.name, asked.language)
        return web.json_response(_summary(bot.chat(person.chat_id)))

    async def say(self, request: web.Request) -> web.Response:
        bot, chat_id = self._named(request)
        said = await _read(request, _Said)
        return web.json_response(await people.say(bot, chat_id, said.text, said.reply_to))

    async def press(self, request: web.Request) -> web.Response:
        bot, chat_id = self._named(request)
        pressed = await _read(request, _Pressed)
        bot.chat(chat_id).notice = ""
        try:
            return web.json_response(await people.press(bot, chat_id, pressed.message_id, pressed.data))
        except RefusalError as refusal:
            raise web.HTTPConflict(text=refusal.description) from None

    async def standing(self, request: web.Request) -> web.Response:
        bot, chat_id = self._named(request)
        asked = await _read(request, _Standing)
        await people.set_standing(bot, chat_id, asked.standing)
        return web.json_response(_summary(bot.chat(chat_id)))

    def _named(self, request: web.Request) -> tuple[Bot, ChatId]:
        try:
            return self._state.any_bot(), chat_of(request.match_info)
        except RefusalError as refusal:
            raise web.HTTPNotFound(text=refusal.description) from None


async def _read[T: _Asked](request: web.Request, kind: type[T]) -> T:
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        raise web.HTTPBadRequest(text=error.json(), content_type="application/json") from None


def _summary(chat: Chat) -> dict[str, object]:
    """A line of the list; `sent` is what unread messages are counted from."""
    shown = [message for message in chat if not message.deleted]
    last = shown[-1] if shown else None
    return {
        "chat_id": str(chat.person.chat_id),
        "name": chat.person.shown,
        "language": chat.person.language,
        "standing": chat.person.standing,
        "sent": sum(message.by_bot for message in chat),
        "last": last and {"text": last.text[:120], "at": last.at.isoformat(), "by_bot": last.by_bot},
    }


def _last_id(chat: Chat) -> int:
    return max(chat.messages, default=0)


def _commands(bot: Bot, language: str) -> list[Shape]:
    """What the menu shows to somebody with that language."""
    by_language = {key[1]: commands for key, commands in bot.face.commands.items()}
    return by_language.get(language) or by_language.get("", [])
