"""What the sender says on the wire, and what it makes of every way a call can end."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from maxsignal_common.rendered import PostPart, TextEntity
from maxsignal_common.store.deliveries import Delivery
from maxsignal_common.store.queueing import Message
from maxsignal_publisher.album import Photo
from maxsignal_publisher.domain import Answer, SentAs
from maxsignal_publisher.telegram import TelegramSender
from tests.fixtures.servers import Telegram
from tests.integration.publisher.world import TOKEN

PART = PostPart(text="📈 рост", entities=(TextEntity(type="bold", offset=3, length=4),))
type Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


def said(*, sent_as: SentAs = SentAs.FILE, silent: bool = False, answers: int | None = None) -> Delivery:
    return Delivery(uuid4(), uuid4(), 1, Message(PART), sent_as, silent, answers)


async def call(
    url: str, delivery: Delivery | None = None, photo: Photo = None, *, connect_timeout_s: float = 2
) -> Answer:
    sender = TelegramSender(TOKEN, url, timeout_s=1, connect_timeout_s=connect_timeout_s)
    try:
        return await sender.send(delivery or said(), photo)
    finally:
        await sender.close()


@asynccontextmanager
async def server(handle: Handle, method: str = "sendMessage") -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post(f"/bot{{token}}/{method}", handle)
    async with TestServer(app, host="127.0.0.1") as running:
        yield str(running.make_url("")).rstrip("/")


async def request_of(method: str, delivery: Delivery, photo: Photo) -> dict[str, Any]:
    """The fields of the one request that is made."""
    seen: dict[str, Any] = {}

    async def handle(request: web.Request) -> web.Response:
        for name, value in (await request.post()).items():
            seen[name] = value.file.read() if isinstance(value, web.FileField) else value
        return web.json_response({"ok": False}, status=500)

    async with server(handle, method) as url:
        await call(url, delivery, photo)
    return seen


async def answer_to(status: int, body: str) -> Answer:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    async with server(handle) as url:
        return await call(url)


class TestRequest:
    async def test_text_goes_with_entities_alone(self) -> None:
        assert await request_of("sendMessage", said(), None) == {
            "chat_id": "1",
            "text": "📈 рост",
            "entities": '[{"type": "bold", "offset": 3, "length": 4}]',
            "link_preview_options": '{"is_disabled": true}',
        }

    async def test_silent_answer_says_so(self) -> None:
        fields = await request_of("sendMessage", said(silent=True, answers=7), None)
        assert fields["disable_notification"] == "true"
        reply = json.loads(fields["reply_parameters"])
        assert (reply["message_id"], reply["allow_sending_without_reply"]) == (7, True)

    async def test_plain_text_goes_without_entities(self) -> None:
        assert "entities" not in await request_of("sendMessage", said(sent_as=SentAs.PLAIN), None)

    async def test_known_picture_goes_by_its_id(self) -> None:
        fields = await request_of("sendPhoto", said(), "file-7")
        assert (fields["photo"], fields["caption"]) == ("file-7", "📈 рост")
        assert json.loads(fields["caption_entities"]) == [{"type": "bold", "offset": 3, "length": 4}]

    async def test_new_picture_goes_as_its_bytes(self) -> None:
        fields = await request_of("sendPhoto", said(), b"png")
        attached = fields["photo"].removeprefix("attach://")
        assert fields[attached] == b"png"

    async def test_message_arrives_with_its_id(self, telegram: Telegram) -> None:
        answer = await call(telegram.url)
        [message] = telegram.received(1)
        assert answer == Answer(200, message_id=message["message_id"])
        assert (message["text"], message["entities"][0]["type"]) == ("📈 рост", "bold")


class TestRefusal:
    @pytest.mark.parametrize("status", [400, 403, 500, 502])
    async def test_refusal_keeps_status_and_words(self, telegram: Telegram, status: int) -> None:
        telegram.fail({"status": status, "description": "words"})
        assert await call(telegram.url) == Answer(status, "words", spoken=True)

    async def test_throttling_says_how_long(self, telegram: Telegram) -> None:
        telegram.fail({"status": 429, "retry_after": 9})
        assert (await call(telegram.url)).retry_after == 9

    async def test_migration_names_the_new_chat(self, telegram: Telegram) -> None:
        telegram.fail({"status": 400, "migrate_to_chat_id": -100})
        assert (await call(telegram.url)).migrated_to == -100

    async def test_revoked_token_is_unauthorized(self, telegram: Telegram) -> None:
        telegram.revoke(TOKEN)
        assert (await call(telegram.url)).status == 401

    @pytest.mark.parametrize("body", ["<html>Bad Gateway</html>", "", "[]", '{"ok": false}'])
    async def test_page_of_a_proxy_is_no_crash(self, body: str) -> None:
        assert await answer_to(502, body) == Answer(502)

    async def test_long_description_is_cut(self) -> None:
        answer = await answer_to(400, '{"ok": false, "description": "%s"}' % ("x" * 5000))
        assert len(answer.description) == 300


class TestNoAnswer:
    @pytest.mark.parametrize(
        "body", ["", "<html>", '{"ok": true}', '{"ok": true, "result": {}}', '{"ok": false}']
    )
    async def test_unreadable_success_may_have_been_sent(self, body: str) -> None:
        answer = await answer_to(200, body)
        assert (answer.status, answer.message_id, answer.reached) == (None, None, True)

    async def test_bytes_that_are_no_text_may_have_been_sent(self) -> None:
        async def handle(_: web.Request) -> web.Response:
            return web.Response(body=b"\xff\xfe\xff", content_type="application/json", charset="utf-8")

        async with server(handle) as url:
            assert (await call(url)).reached

    async def test_dropped_reply_may_have_been_sent(self, telegram: Telegram) -> None:
        telegram.fail({"drop": True})
        assert (await call(telegram.url)).reached
        assert len(telegram.received(1)) == 1

    async def test_late_reply_may_have_been_sent(self, telegram: Telegram) -> None:
        telegram.fail({"delay_s": 30})
        assert await call(telegram.url) == Answer(None, "TimeoutError")

    async def test_closed_port_proves_that_nothing_left(self) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as gone:
            port = gone.getsockname()[1]
        assert await call(f"http://127.0.0.1:{port}") == Answer(None, "ClientConnectorError", reached=False)

    async def test_silent_network_proves_that_nothing_left(self) -> None:
        with closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as full:
            port = full.getsockname()[1]
            # A full queue of connections: further ones get no answer at all, as behind a firewall.
            async with filled(port):
                answer = await call(f"http://127.0.0.1:{port}", connect_timeout_s=0.3)
        assert answer == Answer(None, "ConnectionTimeoutError", reached=False)


@asynccontextmanager
async def filled(port: int) -> AsyncIterator[None]:
    sockets = [socket.socket() for _ in range(4)]
    for one in sockets:
        one.settimeout(0)
        with suppress(BlockingIOError):
            one.connect(("127.0.0.1", port))
    await asyncio.sleep(0)
    yield
    for one in sockets:
        one.close()
