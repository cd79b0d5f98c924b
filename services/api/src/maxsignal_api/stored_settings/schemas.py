"""Stored settings as clients write them and as they see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from maxsignal_api.stored_settings.catalogue import Kind
from maxsignal_common.market import Frozen

Value = Annotated[
    str, StringConstraints(max_length=2000, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class SettingCard(BaseModel):
    """Of a secret `value` stays null; `hint` is its last four characters, if it is long enough for that.

    `overruled`: the environment of the API sets it, and wins over what is stored.
    """

    name: str
    kind: Kind
    is_set: bool
    overruled: bool
    value: str | None
    hint: str | None
    changed_by: str | None
    changed_at: datetime | None


class SettingList(BaseModel):
    """`can_seal` is false where no key is configured, and then secrets are refused."""

    items: list[SettingCard]
    can_seal: bool


class SettingsChange(Frozen):
    """An empty text keeps what is stored, null forgets it."""

    values: dict[str, Value | None]


class Provider(StrEnum):
    """Whom keys are for; `openrouter` is whoever answers at the address for models."""

    OPENROUTER = "openrouter"
    TELEGRAM = "telegram"
    TINVEST = "tinvest"


class TriedCode(StrEnum):
    OK = "ok"
    NO_KEY = "no_key"
    KEY_REFUSED = "key_refused"
    ADDRESS_REFUSED = "address_refused"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted_certificate"
    TIMED_OUT = "timed_out"
    RATE_LIMITED = "rate_limited"
    UNEXPECTED = "unexpected_answer"
    UNREADABLE = "stored_value_unreadable"


class Tried(BaseModel):
    """What came of it; `who` is what the provider calls us, `detail` our own words."""

    ok: bool
    code: TriedCode
    detail: str
    took_ms: int
    who: str | None
