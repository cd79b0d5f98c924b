"""A login as it is sent, and who is logged in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, SecretStr, StringConstraints
from pydantic import Field as PydanticField

from maxsignal_api.auth.passwords import LONGEST
from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen, ZoneName
from maxsignal_common.store.users import Role

# Printable ASCII with one @: whether it receives mail only mail can tell, and we and the database must lower
# its letters alike.
Email = Annotated[
    str,
    StringConstraints(
        max_length=254,
        strip_whitespace=True,
        to_lower=True,
        pattern=r"^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    ),
]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
ChatId = Annotated[int, PydanticField(ge=-(2**63), le=2**63 - 1)]
# Long ones are refused in words by the rules of passwords; this only bounds what is hashed at a login.
Password = Annotated[SecretStr, PydanticField(max_length=4 * LONGEST)]


class Login(Frozen):
    email: Annotated[str, StringConstraints(max_length=254, strip_whitespace=True, to_lower=True)]
    password: Password


class Me(BaseModel):
    """`id`, `email` and the preferences are null for a machine's token."""

    id: UUID | None
    email: str | None
    name: str
    role: Role
    language: Language | None
    zone: str | None
    telegram_chat_id: int | None
    must_change_password: bool


class Preferences(Frozen):
    """What is absent stays. `telegram_chat_id` is where one's tests of posts go; null forgets it."""

    name: Name | None = None
    language: Language | None = None
    zone: ZoneName | None = None
    telegram_chat_id: ChatId | None = None


class NewPassword(Frozen):
    current_password: Password
    new_password: Password


class NewEmail(Frozen):
    current_password: Password
    email: Email


class SessionCard(BaseModel):
    id: UUID
    network: str
    agent: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class SessionList(BaseModel):
    items: list[SessionCard]
