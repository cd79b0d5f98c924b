"""The stand-in's HTTP surface: the Bot API, its control side and the chat page."""

import asyncio
import re
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from maxsignal_cli.telegram.methods import BotMethods
from maxsignal_cli.telegram.page import chat_page
from maxsignal_cli.telegram.state import Fault, State
from maxsignal_cli.telegram.wire import RefusalError, accepted, read_params, refused
from maxsignal_common.clock import Clock

TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]+")
UPLOAD_LIMIT = 12_000_000  # a photo of 10 MB and its form
_FAULTS = TypeAdapter(list[Fault])


def create_app(clock: Clock, file: Path | None = None) -> web.Application:
    state = State(file)
    control = Control(state)
    app = web.Application(client_max_size=UPLOAD_LIMIT)
    app.router.add_route("*", "/bot{token:[^/]*}/{method}", BotApi(state, clock).call)
    app.add_routes(
        [
            web.get("/", control.page),
            web.get("/_control/health", control.health),
            web.get("/_control/messages", control.messages),
            web.post("/_control/faults", control.add_faults),
            web.delete("/_control/faults", control.clear_faults),
            web.delete("/_control/state", control.forget),
            web.post("/_control/updates", control.inject),
            web.post("/_control/tokens", control.revoke),
        ]
    )
    return app


class BotApi:
    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    async def call(self, request: web.Request) -> web.Response:
        try:
            return await self._answer(request, request.match_info["method"])
        except RefusalError as refusal:
            return refused(refusal)

    async def _answer(self, request: web.Request, name: str) -> web.Response:
        bot_id = self._authorize(request.match_info["token"])
        params = await read_params(request)
        fault = self._state.take_fault(name, params.get("chat_id"))
        method = BotMethods(self._state, self._clock, bot_id).find(name)
        if fault and fault.status:
            await asyncio.sleep(fault.delay_s)
            raise fault.refusal(fault.status)
        result = await method(params)
        if fault:
            # The message has arrived; what follows is between the server and the sender.
            await asyncio.sleep(fault.delay_s)
            if fault.drop and request.transport:
                request.transport.abort()
        return accepted(result)

    def _authorize(self, token: str) -> int:
        found = TOKEN.fullmatch(token)
        if found is None or token in self._state.revoked:
            raise RefusalError(401, "Unauthorized")
        return int(found[1])


class Control:
    """What tests and people ask of the stand-in itself; never part of the real Bot API."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def page(self, _: web.Request) -> web.Response:
        # Whatever was sent is shown, so nothing of it may run.
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return web.Response(text=chat_page(self._state.messages), content_type="text/html", headers=policy)

    async def health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def messages(self, request: web.Request) -> web.Response:
        received = self._state.received(request.query.get("chat_id"))
        return web.json_response([message.model_dump(mode="json") for message in received])

    async def add_faults(self, request: web.Request) -> web.Response:
        try:
            faults = _FAULTS.validate_json(await request.read())
        except ValidationError as error:
            return web.Response(
                text=error.json(), status=HTTPStatus.BAD_REQUEST, content_type="application/json"
            )
        self._state.faults.extend(faults)
        return web.json_response({"faults": len(self._state.faults)})

    async def clear_faults(self, _: web.Request) -> web.Response:
        self._state.faults.clear()
        return web.json_response({"faults": 0})

    async def forget(self, _: web.Request) -> web.Response:
        self._state.forget()
        return web.json_response({"messages": 0})

    async def inject(self, request: web.Request) -> web.Response:
        updates = await request.json()
        return web.json_response({"update_ids": [await self._state.inject(update) for update in updates]})

    async def revoke(self, request: web.Request) -> web.Response:
        body = await request.json()
        change = self._state.revoked.add if body.get("revoked", True) else self._state.revoked.discard
        change(str(body["token"]))
        return web.json_response({"revoked": sorted(self._state.revoked)})
