"""What tests ask of the stand-in itself; never part of the real Bot API."""

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from maxsignal_cli.telegram import people
from maxsignal_cli.telegram.faults import Fault, Pace
from maxsignal_cli.telegram.state import State

_FAULTS = TypeAdapter(list[Fault])


class Control:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_control/health", self.health),
            web.get("/_control/messages", self.messages),
            web.get("/_control/outcomes", self.outcomes),
            web.get("/_control/queries", self.queries),
            web.post("/_control/faults", self.add_faults),
            web.delete("/_control/faults", self.clear_faults),
            web.put("/_control/limits", self.set_limits),
            web.delete("/_control/state", self.forget),
            web.post("/_control/updates", self.inject),
            web.post("/_control/tokens", self.revoke),
        ]

    async def health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def messages(self, request: web.Request) -> web.Response:
        received = self._state.received(request.query.get("chat_id"))
        return web.json_response([message.model_dump(mode="json") for message in received])

    async def outcomes(self, _: web.Request) -> web.Response:
        """How calls ended, by method: accepted, dropped (kept, its answer cut off), lost, 400, 429, ..."""
        return web.json_response(self._state.outcomes)

    async def queries(self, _: web.Request) -> web.Response:
        """Pressed buttons and how they were answered."""
        return web.json_response(
            [
                {"id": name, "answered": query.answered, "text": query.text, "alert": query.alert}
                for bot in self._state.bots.values()
                for name, query in bot.queries.items()
            ]
        )

    async def add_faults(self, request: web.Request) -> web.Response:
        try:
            faults = _FAULTS.validate_json(await request.read())
        except ValidationError as error:
            raise _wrong(error) from None
        return web.json_response({"faults": self._state.faults.script(faults)})

    async def clear_faults(self, _: web.Request) -> web.Response:
        self._state.faults.heal()
        return web.json_response({"faults": 0})

    async def set_limits(self, request: web.Request) -> web.Response:
        try:
            pace = Pace.model_validate_json(await request.read())
        except ValidationError as error:
            raise _wrong(error) from None
        self._state.limit(pace)
        return web.json_response(pace.model_dump())

    async def forget(self, _: web.Request) -> web.Response:
        self._state.forget()
        return web.json_response({"messages": 0})

    async def inject(self, request: web.Request) -> web.Response:
        bot = self._state.any_bot()
        return web.json_response(
            {"update_ids": [await people.inject(bot, update) for update in await request.json()]}
        )

    async def revoke(self, request: web.Request) -> web.Response:
        body = await request.json()
        change = self._state.revoked.add if body.get("revoked", True) else self._state.revoked.discard
        change(str(body["token"]))
        return web.json_response({"revoked": sorted(self._state.revoked)})


def _wrong(error: ValidationError) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=error.json(), content_type="application/json")
