"""Updates that Telegram sends to us: the secret is compared first, and nothing is read before.

The answer says 200 only when the effect is committed; Telegram repeats what got another one.
"""

import hmac
import json
from http import HTTPStatus

from aiogram import Bot
from aiogram.methods import SetWebhook
from aiohttp import web

from maxsignal_common.errors import OutageError
from maxsignal_publisher.bot.answering import Answering
from maxsignal_publisher.bot.conversation import UPDATES
from maxsignal_publisher.bot.inbox import Inbox

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/telegram"
MAX_BYTES = 1_000_000


class Webhook:
    def __init__(self, inbox: Inbox, answering: Answering, secret: str) -> None:
        self._inbox = inbox
        self._answering = answering
        self._secret = secret.encode()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BYTES)
        app.router.add_post(PATH, self.on_update)
        return app

    async def on_update(self, request: web.Request) -> web.Response:
        told = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(told, self._secret):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            raw = json.loads(await request.read())
        except ValueError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not isinstance(raw, dict):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            await self._inbox.take(raw)
            await self._answering.drain()
        except OutageError:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; stop with `cleanup()`."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


async def announce(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where updates go from now on."""
    await bot(SetWebhook(url=f"{url.rstrip('/')}{PATH}", secret_token=secret, allowed_updates=list(UPDATES)))
