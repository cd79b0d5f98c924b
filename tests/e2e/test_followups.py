"""A recorded market goes on after a post of the past: its chat hears what became of the plan, as replies."""

from pathlib import Path
from typing import Any

from tests.fixtures.stack import LiveStack, live_stack, maxsignal, one_json_object
from tests.fixtures.waiting import until

# A long plan of IBM that was confirmed two days later and reached both its targets within two weeks.
AS_OF = "2009-07-07T06:00:00+00:00"
CHAT = 1001
STORY = ["✅", "🎯", "🎯"]


def replies(messages: list[dict[str, Any]], post: int) -> list[dict[str, Any]]:
    """Follow-ups among the answers to a message."""
    answers = [message for message in messages if message.get("reply_to") == post]
    return [message for message in answers if message["text"][:1] in {"✅", "🎯", "🛑", "⛔", "⏭", "⌛"}]


async def told(stack: LiveStack) -> list[dict[str, Any]]:
    messages = await stack.messages(CHAT)
    return replies(messages, messages[0]["message_id"]) if messages else []


async def test_chat_hears_what_became_of_the_plan(tmp_path: Path) -> None:
    async with live_stack(tmp_path, INGEST_WATCH_GRACE_S="2", INGEST_WATCH_EVERY_S="0.5") as stack:
        await stack.subscribe(CHAT)
        words = ("run", "start", "IBM", "D1", "--as-of", AS_OF, "--wait", "--json")
        run = one_json_object(maxsignal(*words, "--data", str(tmp_path)).stdout)

        async def whole_story() -> list[dict[str, Any]]:
            found = await told(stack)
            return found if len(found) == len(STORY) else []

        story = await until(whole_story)
        assert [message["text"][0] for message in story] == STORY
        assert "target 2 of " in story[-1]["text"]
        recorded = await stack.sql(
            "SELECT count(*) FROM events WHERE run_id = $1 AND type = 'ms.plan.progressed.v1'", run["run_id"]
        )
        assert recorded[0][0] == len(STORY)
        assert run["status"] == "published"
        assert len(await told(stack)) == len(STORY)
