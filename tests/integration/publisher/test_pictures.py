"""Posts with pictures against the local Bot API: uploaded once, known by id after that, never in the way."""

import asyncio
import struct
import zlib
from collections import Counter
from typing import Any

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.ids import post_id
from maxsignal_common.rendered import PostPart
from maxsignal_common.store.deliveries import Delivery
from maxsignal_common.store.pictures import keep_picture
from maxsignal_common.store.queueing import Button, Kind, Message, Post, Recipient, queue
from maxsignal_publisher.album import Photo
from maxsignal_publisher.domain import Answer
from tests.integration.publisher.world import BOT, World, post

FIRST = post_id(post(1).run_id)
BUTTONS = ((Button(text="Why", data="why"), Button(text="Copy", copies="1.2345")),)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 8, height: int = 8) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


@pytest.fixture
async def picture(world: World) -> str:
    async with world.owner.begin() as connection:
        return await keep_picture(connection, png(), width=8, height=8)


async def queued(world: World, picture: str, *chats: int) -> None:
    await world.subscribe(*chats)
    summary = Message(PostPart(text="summary"), picture, BUTTONS)
    said = {Language.EN: {0: summary, 1: Message(PostPart(text="body"))}}
    async with world.database.begin() as connection:
        recipients = [Recipient(chat, Language.EN) for chat in chats]
        await queue(connection, Post(FIRST, Kind.POST, said), recipients)


async def publish(world: World, picture: str, *chats: int) -> None:
    await queued(world, picture, *chats)
    async with world.sending():
        await world.drained()


def photos(world: World) -> list[dict[str, Any]]:
    return [message for message in world.telegram.received() if message["photo"]]


class CountingSender:
    """Answers at once, and remembers what it was given to show."""

    def __init__(self) -> None:
        self.shown: list[Photo] = []

    async def send(self, delivery: Delivery, photo: Photo) -> Answer:
        self.shown.append(photo)
        return Answer(200, message_id=delivery.chat_id, file_id="known" if photo else None)


class TestPhoto:
    async def test_summary_is_a_photo_and_the_text_answers_it(self, world: World, picture: str) -> None:
        await publish(world, picture, 1)
        photo, body = world.telegram.received(1)
        assert (photo["method"], photo["text"], photo["silent"]) == ("sendPhoto", "summary", False)
        assert (body["method"], body["text"], body["silent"]) == ("sendMessage", "body", True)
        assert body["reply_to"] == photo["message_id"]

    async def test_buttons_hang_under_the_summary(self, world: World, picture: str) -> None:
        await publish(world, picture, 1)
        photo, body = world.telegram.received(1)
        [line] = photo["keyboard"]
        assert [button["text"] for button in line] == ["Why", "Copy"]
        assert not body["keyboard"]

    async def test_picture_is_uploaded_once(self, world: World, picture: str) -> None:
        sender = CountingSender()
        await queued(world, picture, *range(1, 31))
        sending = asyncio.create_task(world.loop(sender, await world.ledger()).run())
        await world.drained()
        sending.cancel()
        assert Counter(sender.shown) == {png(): 1, "known": 29, None: 30}

    async def test_everyone_gets_the_same_file(self, world: World, picture: str) -> None:
        await publish(world, picture, *range(1, 31))
        assert len({photo["photo"] for photo in photos(world)}) == 1
        assert await world.ask("SELECT bot_id, picture FROM telegram_files") == [
            {"bot_id": BOT, "picture": picture}
        ]

    async def test_dropped_upload_is_unknown_like_any_message(self, world: World, picture: str) -> None:
        world.telegram.fail({"method": "sendPhoto", "drop": True})
        await publish(world, picture, 1)
        assert await world.states() == ["unknown", "sent"]
        assert len(photos(world)) == 1


class TestRefusedForm:
    async def test_refused_file_id_is_uploaded_again(self, world: World, picture: str) -> None:
        await world.ledger()
        await world.ask(
            "INSERT INTO telegram_files VALUES (:bot, :picture, 'stale')", bot=BOT, picture=picture
        )
        await publish(world, picture, 1)
        assert [photo["text"] for photo in photos(world)] == ["summary"]
        [kept] = await world.ask("SELECT file_id FROM telegram_files")
        assert kept["file_id"] == photos(world)[0]["photo"]

    async def test_refused_picture_leaves_its_words(self, world: World, picture: str) -> None:
        fault = {"status": 400, "description": "Bad Request: IMAGE_PROCESS_FAILED", "method": "sendPhoto"}
        world.telegram.fail({**fault, "times": None})
        await publish(world, picture, 1)
        assert [message["method"] for message in world.telegram.received(1)] == ["sendMessage"] * 2
        assert await world.states() == ["sent", "sent"]

    async def test_lost_picture_leaves_its_words(self, world: World) -> None:
        await publish(world, "0" * 64, 1)
        assert [message["text"] for message in world.telegram.received(1)] == ["summary", "body"]

    async def test_refused_entities_leave_the_bare_text(self, world: World, picture: str) -> None:
        fault = {"status": 400, "description": "Bad Request: can't parse entities", "chat_id": 1}
        world.telegram.fail(fault)
        await publish(world, picture, 1)
        assert [message["text"] for message in world.telegram.received(1)] == ["summary", "body"]
        assert photos(world) == []
