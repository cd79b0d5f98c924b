"""The stand-in's HTTP surface: the Bot API, its control side and the chat page."""

import asyncio
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from maxsignal_cli.telegram import hooks, methods
from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.chats import chat_of
from maxsignal_cli.telegram.control import Control
from maxsignal_cli.telegram.faults import Fault
from maxsignal_cli.telegram.page import Page
from maxsignal_cli.telegram.photos import content_type
from maxsignal_cli.telegram.state import NOBODY, State
from maxsignal_cli.telegram.wire import Handler, RefusalError, accepted, read_params, refused
from maxsignal_common.clock import Clock

TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]+")
UPLOAD_LIMIT = 12_000_000  # a photo of 10 MB and its form
BAD_GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def create_app(clock: Clock, file: Path | None = None, default_bot: int = NOBODY) -> web.Application:
    state = State(clock, file, default_bot)
    api = BotApi(state)
    app = web.Application(client_max_size=UPLOAD_LIMIT, middlewares=[only_json_writes])
    app.router.add_route("*", "/bot{token:[^/]*}/{method}", api.call)
    app.router.add_get("/file/bot{token:[^/]*}/photos/{file_id}", api.file)
    app.add_routes([*Control(state).routes(), *Page(state).routes()])
    app.cleanup_ctx.append(api.ending)
    return app


@web.middleware
async def only_json_writes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A form of a foreign page could write here unasked; JSON it may not send to another origin."""
    ours = request.path.startswith("/_control")
    if ours and request.method in ("POST", "PUT") and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON only")
    return await handler(request)


class BotApi:
    def __init__(self, state: State) -> None:
        self._state = state
        self._hooks: dict[Bot, asyncio.Task[None]] = {}

    async def call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            response = await self._answer(request, name)
        except RefusalError as refusal:
            self._state.count(name, str(refusal.code))
            response = refused(refusal)
        return response

    async def file(self, request: web.Request) -> web.Response:
        try:
            bot = self._authorize(request.match_info["token"])
            photo = bot.photos.find(bot.id, request.match_info["file_id"])
        except RefusalError as refusal:
            return refused(refusal)
        content = bot.photos.content(photo.digest) or b""
        return web.Response(body=content, content_type=content_type(content))

    async def _answer(self, request: web.Request, name: str) -> web.Response:
        bot = self._authorize(request.match_info["token"])
        params = await read_params(request)
        method = methods.find(name)
        at = asyncio.get_running_loop().time()
        fault = self._state.faults.take(name, params.get("chat_id"), at)
        if fault and (fault.lose or fault.status):
            return await self._fail(request, name, fault)
        if name.lower() in methods.PACED:
            bot.gate.check(chat_of(params), at)
        result = await method(bot, params)
        self._watch_hook(bot)
        # The message has arrived; what follows is between the server and the sender.
        if fault:
            await asyncio.sleep(fault.delay_s)
        if fault and fault.drop:
            return self._cut(request, name, "dropped")
        self._state.count(name, "accepted")
        return accepted(result)

    async def _fail(self, request: web.Request, name: str, fault: Fault) -> web.Response:
        await asyncio.sleep(fault.delay_s)
        if fault.lose:
            return self._cut(request, name, "lost")
        status = fault.status or HTTPStatus.BAD_GATEWAY
        if not fault.page:
            raise fault.refusal(status)
        self._state.count(name, str(int(status)))
        return web.Response(status=status, text=BAD_GATEWAY_PAGE, content_type="text/html")

    def _cut(self, request: web.Request, name: str, outcome: str) -> web.Response:
        self._state.count(name, outcome)
        if request.transport:
            request.transport.abort()
        return web.Response()

    def _authorize(self, token: str) -> Bot:
        found = TOKEN.fullmatch(token)
        if found is None or token in self._state.revoked:
            raise RefusalError(401, "Unauthorized")
        return self._state.bot(int(found[1]))

    def _watch_hook(self, bot: Bot) -> None:
        if bot.webhook and bot not in self._hooks:
            self._hooks[bot] = asyncio.create_task(hooks.deliver(bot))

    async def ending(self, _: web.Application) -> AsyncIterator[None]:
        yield
        for task in self._hooks.values():
            task.cancel()
        await asyncio.gather(*self._hooks.values(), return_exceptions=True)
        self._state.close()
