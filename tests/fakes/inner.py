"""A service that nobody outside should reach: it answers anything with what it should keep."""

from aiohttp import web

from tests.fakes.venue import serve, venue_app

KEPT = "what-only-this-network-knows"


async def answer(_request: web.Request) -> web.Response:
    return web.json_response({"data": [{"id": KEPT, "name": KEPT}], "result": {"username": KEPT}})


if __name__ == "__main__":
    serve(venue_app(web.route("*", "/{any:(?!_script).*}", answer)))
