"""How long a prompt is to a model, before one has counted it."""

from collections.abc import Iterable

from maxsignal_llm.port import Message

# English runs at about four bytes a token; Cyrillic, of two bytes a letter, at about five.
BYTES_A_TOKEN = 4


def estimated_tokens(messages: Iterable[Message]) -> int:
    """An estimate, rather too high than too low; what a call may cost is reserved by bytes instead."""
    return -(-sum(len(message.content.encode()) for message in messages) // BYTES_A_TOKEN)
