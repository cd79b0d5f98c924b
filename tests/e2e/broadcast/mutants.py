"""`python -m tests.e2e.broadcast.mutants NAME`: a publisher with one classic mistake, to test the test."""

import sys
from collections.abc import Awaitable, Callable
from typing import override

from nats.aio.msg import Msg

from maxsignal_common.bus.boundary import Boundary
from maxsignal_common.bus.topology import Consumer
from maxsignal_common.service.runtime import start
from maxsignal_common.store.deliveries import Delivery
from maxsignal_publisher import app
from maxsignal_publisher.domain import State, Verdict
from maxsignal_publisher.ledger import Ledger
from maxsignal_publisher.settings import PublisherSettings


class ResendsOnAmbiguity(Ledger):
    @override
    async def settle(self, delivery: Delivery, verdict: Verdict) -> bool:
        again = Verdict(State.QUEUED) if verdict.state is State.UNKNOWN else verdict
        return await super().settle(delivery, again)


class MarksSentBeforeSending(Ledger):
    @override
    async def start(self, delivery: Delivery) -> bool:
        started = await super().start(delivery)
        return started and await super().settle(delivery, Verdict(State.SENT, message_id=0))


async def reject_on_error(_: Boundary, call: Callable[[], Awaitable[object]], raw: Msg, __: Consumer) -> str:
    """FastStream's default: a message whose handler raised is gone."""
    try:
        await call()
    except Exception:  # noqa: BLE001 - the mistake under test
        await raw.term()
        return "dead"
    await raw.ack()
    return "done"


MISTAKES: dict[str, tuple[object, str, object]] = {
    "resends_on_ambiguity": (app, "Ledger", ResendsOnAmbiguity),
    "marks_sent_before_sending": (app, "Ledger", MarksSentBeforeSending),
    "default_ack_policy": (Boundary, "_deliver", reject_on_error),
}

if __name__ == "__main__":
    setattr(*MISTAKES[sys.argv.pop()])
    start("publisher", PublisherSettings, app.serve)
