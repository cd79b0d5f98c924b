"""What a dead letter carries besides the original body and headers."""

from nats.aio.msg import Msg

from maxsignal_common.bus.topology import Consumer
from maxsignal_common.errors import PermanentError

PREFIX = "ms-dead-"
MAX_DETAIL = 500


def one_line(text: str) -> str:
    """Header-safe: control characters and line breaks become spaces, long text is cut."""
    return "".join(c if c.isprintable() else " " for c in text)[:MAX_DETAIL]


def dead_letter_headers(raw: Msg, consumer: Consumer, error: PermanentError) -> dict[str, str]:
    """Original headers plus who gave up, why and after how many deliveries.

    The id is made of the stream position, so burying twice is a duplicate and burying a requeued copy is not.
    """
    position = f"{consumer.name}:{raw.metadata.sequence.stream}"
    return {
        **(raw.headers or {}),
        "Nats-Msg-Id": f"dead:{position}:{raw.metadata.timestamp.timestamp()}",
        f"{PREFIX}consumer": consumer.name,
        f"{PREFIX}stream": consumer.stream,
        f"{PREFIX}subject": raw.subject,
        f"{PREFIX}code": error.code,
        f"{PREFIX}detail": one_line(error.detail),
        f"{PREFIX}deliveries": str(raw.metadata.num_delivered or 1),
    }
