"""What a message that died tells its run."""

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from maxsignal_common.audience import Audience, To
from maxsignal_common.bus.envelope import encode, headers_of
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import Event, PublishPost, RunFailed
from maxsignal_common.store.database import connect
from maxsignal_publisher.handlers import Handlers
from maxsignal_publisher.sending import Signals
from tests.fixtures.samples import TICK, merged, requested, run_id

DEATH = PermanentError("max_deliveries", "given up after 6 deliveries")


class InMemoryPublisher:
    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, event: Event) -> None:
        self.events.append(event)


async def told(message: Msg) -> list[Event]:
    publisher = InMemoryPublisher()
    # No connection is made: a dead letter does not touch the ledger.
    handlers = Handlers(connect("postgresql://127.0.0.1:1/none"), publisher, Signals())
    await handlers.on_dead_letter(message, DEATH)
    return publisher.events


async def test_dead_post_fails_its_run() -> None:
    event = merged(requested())
    headers = headers_of(event, source="merger", at=TICK)
    message = Msg(Client(), event.subject(), "", encode(event), headers)
    assert await told(message) == [
        RunFailed(run_id=run_id(), stage="publisher", code=DEATH.code, detail=DEATH.detail)
    ]


@pytest.mark.parametrize("to", [To.TEST, To.CHAT])
async def test_dead_look_leaves_its_run_alone(to: To) -> None:
    posts, audience = merged(requested()).posts, Audience(to=to, chat_id=1)
    event = PublishPost(run_id=run_id(), requested_at=TICK, posts=posts, audience=audience)
    headers = headers_of(event, source="api", at=TICK)
    assert await told(Msg(Client(), event.subject(), "", encode(event), headers)) == []


async def test_unreadable_dead_letter_names_no_run() -> None:
    assert await told(Msg(Client(), "ms.evt.post.merged", "", b"{", {})) == []
