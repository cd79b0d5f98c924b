"""The settings that can be stored, and what each of them is."""

from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    TEXT = "text"
    ADDRESS = "address"
    SECRET = "secret"  # noqa: S105 - the word, not one of them


CATALOGUE = MappingProxyType(
    {
        "llm_base_url": Kind.ADDRESS,
        "llm_api_key": Kind.SECRET,
        "telegram_api_url": Kind.ADDRESS,
        "telegram_bot_token": Kind.SECRET,
        "telegram_channel_id": Kind.TEXT,
        "tinvest_token": Kind.SECRET,
    }
)
