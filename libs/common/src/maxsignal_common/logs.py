"""JSON logs through structlog: one line an event, secrets removed, correlation ids bound by the bus."""

import json
import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from typing import TextIO

import structlog

_SECRET_NAME = re.compile(r"token|password|passwd|secret|api_?key|authorization|cookie|dsn", re.IGNORECASE)
_SECRET_TEXT = (
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), "***"),  # user:password in a URL
    (re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{30,}"), "***"),  # a Telegram bot token, also inside its URL
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"\b(?:sk|t)[-.][A-Za-z0-9_-]{16,}"), "***"),  # model and broker API keys
)


# Ends of lines, words to a terminal, and halves of pairs (which no stream takes): JSON lets these pass.
_NOT_SHOWN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def redact_text(text: str) -> str:
    """The text without anything that looks like a credential."""
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text


def redact(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Processor that removes secrets: by the name of a field, and by the look of its text."""
    for key, value in event.items():
        if _SECRET_NAME.search(key):
            event[key] = "***"
        elif isinstance(value, str):
            event[key] = redact_text(value)
    return event


def one_line(event: object, default: Callable[[object], object] | None = None) -> str:
    """JSON that stays one line, and only text, for whoever reads it and however."""
    line = json.dumps(event, ensure_ascii=False, default=default)
    return _NOT_SHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def configure_logs(service: str, level: str, stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers through one JSON renderer to standard error."""

    def add_service(
        _logger: object, _method: str, event: MutableMapping[str, object]
    ) -> MutableMapping[str, object]:
        event["service"] = service
        return event

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_service,
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=one_line),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # FastStream brings a handler of its own, which writes coloured text between the JSON lines.
    faststream = logging.getLogger("faststream")
    faststream.handlers.clear()
    faststream.propagate = True
    # Access lines of our own probes every few seconds say nothing; request URLs of clients carry tokens.
    for noisy in ("uvicorn.access", "httpx", "httpx2", "aiogram.event", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
