"""What an operator sees before publishing is what subscribers get, to the byte: text, styles, picture."""

import hashlib
from pathlib import Path
from typing import Any

import httpx

from tests.fixtures.stack import live_stack, maxsignal, one_json_object

CHAT = 1001
RUN = ("run", "start", "IBM", "D1", "--wait", "--json")


def styled(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if value is not None} for one in entities]


async def picture_of(telegram_url: str | None, message: dict[str, Any]) -> str | None:
    if message["photo"] is None:
        return None
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{telegram_url}/_control/photos/{message['photo']}")
    return hashlib.sha256(answer.content).hexdigest()


async def test_preview_is_what_subscribers_get(tmp_path: Path) -> None:
    async with live_stack(tmp_path) as stack:
        await stack.subscribe(CHAT)
        run = one_json_object(maxsignal(*RUN, "--data", str(tmp_path)).stdout)
        dry = maxsignal("publish", run["run_id"], "--dry-run", "--json", "--data", str(tmp_path))
        preview = [one for one in one_json_object(dry.stdout)["preview"] if one["language"] == "en"]
        received = await stack.messages(CHAT)
        pictures = [await picture_of(stack.runtime.telegram_url, one) for one in received]
    assert len(preview) > 1
    assert [one["text"] for one in received] == [one["text"] for one in preview]
    assert [styled(one["entities"]) for one in received] == [styled(one["entities"]) for one in preview]
    assert pictures == [one["picture"] for one in preview]
    assert pictures[0] is not None
