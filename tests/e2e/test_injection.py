"""What strangers write as a market's name or a model's answer changes no instruction, reaches no reader."""

import re
from collections.abc import AsyncIterator, Iterable
from itertools import batched
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from pydantic import ValidationError

from maxsignal_common.analysis import Language
from maxsignal_common.catalogue import IBM
from maxsignal_common.market import Instrument
from maxsignal_common.prompts import shipped_prompts
from maxsignal_posts import scrub
from tests.contracts.llm.fake import running_provider
from tests.e2e.asking import SETTINGS, Asking, hostile, spec
from tests.fixtures.stack import live_stack

CHAT = 3001
WRITER = "fake/text"
REACHES_OUT = re.compile(r"https?:/|t\.me|@\w|www\.|<\s*/?[a-z]|[\u202a-\u202e\u2066-\u2069]", re.IGNORECASE)
LINKS = {"url", "text_link", "mention", "text_mention", "email", "phone_number"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    with running_provider() as fake:
        data = tmp_path_factory.mktemp("stack")
        async with live_stack(data, LLM_BASE_URL=fake.base_url, **SETTINGS) as stack:
            world = Asking(stack, fake)
            await world.offer(WRITER)
            await stack.subscribe(CHAT)
            yield world


async def test_hostile_answers_reach_no_reader(asking: Asking) -> None:
    """Each string once, in a section of its own, so that one is not thrown away for the sake of another."""
    strings = hostile()
    asking.fake.script(by_model=True, texts=[one["text"] for one in strings])
    sections = 7
    specs = [spec([WRITER] * 5, merge=WRITER, auto_publish=True)] * (len(strings) // sections + 1)
    runs = await asking.start(*specs)
    assert await asking.ended(runs) == {"published": len(runs)}
    assert asking.fake.script_now()["texts"] == []
    assert_harmless(await received(asking, runs), dangerous(strings))
    assert "model" in {post["posts"][0]["made_by"] for post in await asking.posts(runs)}


async def test_hostile_names_change_no_instruction(asking: Asking) -> None:
    """Instrument name and exchange: two strings a run; those no instrument may have are refused before it."""
    texts = [one["text"] for one in hostile()]
    allowed = [text for text in texts if named(text, "NYSE")]
    pairs = [named(pair[0], pair[-1]) for pair in batched(allowed, 2, strict=False)]
    instruments = [one for one in pairs if one]
    asking.fake.script(by_model=True)
    one_step: dict[str, Any] = {"steps": [{"method": "smc", "model": WRITER}]}
    specs = [spec([], auto_publish=True, **one_step)] * len(instruments)
    runs = await asking.start(*specs, instruments=instruments)
    assert await asking.ended(runs, within=240) == {"published": len(runs)}
    assert len(runs) == -(-len(allowed) // 2)
    shipped = next(one.texts[Language.EN] for one in shipped_prompts() if one.step == "smc")
    (system,) = {one["asked"]["messages"][0]["content"] for one in asking.fake.seen()}
    assert system in shipped
    assert {len(one["asked"]["messages"]) for one in asking.fake.seen()} == {2}
    assert_harmless(await received(asking, runs), dangerous(hostile()))


def dangerous(strings: list[dict[str, Any]]) -> set[str]:
    """What has to be gone, save words that are harmless where another string has them."""
    pieces = {piece.casefold() for one in strings for piece in one["gone"]}
    harmless = " ".join(scrub(one["text"]).text.casefold() for one in strings)
    return {piece for piece in pieces if piece not in harmless}


def named(name: str, exchange: str) -> Instrument | None:
    try:
        return Instrument.model_validate({**IBM.model_dump(), "name": name, "exchange": exchange})
    except ValidationError:
        return None


async def received(asking: Asking, runs: list[UUID]) -> list[dict[str, Any]]:
    """What the reader of these runs has, message by message."""
    query = "SELECT message_id FROM deliveries WHERE run_id = ANY($1) AND chat_id = $2 AND state = 'sent'"
    sent = {row["message_id"] for row in await asking.stack.sql(query, runs, CHAT)}
    found = [one for one in await asking.stack.messages(CHAT) if one["message_id"] in sent]
    assert len(found) >= len(runs)
    return found


def assert_harmless(messages: list[dict[str, Any]], pieces: Iterable[str]) -> None:
    for message in messages:
        told = f"{message.get('text') or ''} {message.get('caption') or ''}"
        assert not REACHES_OUT.search(told), told
        assert not [piece for piece in pieces if piece in told.casefold()], told
        entities = [*(message.get("entities") or []), *(message.get("caption_entities") or [])]
        assert not {one["type"] for one in entities} & LINKS
        assert not message.get("parse_mode")
