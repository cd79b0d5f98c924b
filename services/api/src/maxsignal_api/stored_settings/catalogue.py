"""The settings that can be stored, in the order people see them, and what each of them is."""

from enum import StrEnum
from types import MappingProxyType

from maxsignal_common.store.provided import ADDRESSES, SECRETS


class Kind(StrEnum):
    TEXT = "text"
    ADDRESS = "address"
    SECRET = "secret"  # noqa: S105 - the word, not one of them


_NAMES = (
    "llm_base_url",
    "llm_api_key",
    "telegram_api_url",
    "telegram_bot_token",
    "telegram_channel_id",
    "tinvest_token",
)


def _kind(name: str) -> Kind:
    if name in ADDRESSES:
        return Kind.ADDRESS
    return Kind.SECRET if name in SECRETS else Kind.TEXT


CATALOGUE = MappingProxyType({name: _kind(name) for name in _NAMES})
