"""A user as administrators see and change one."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, StrictBool

from maxsignal_api.auth.schemas import Email, Name
from maxsignal_common.analysis import Language
from maxsignal_common.market import Frozen, ZoneName
from maxsignal_common.store.users import Role


class Registration(Frozen):
    email: Email
    name: Name
    role: Role = Role.TRADER
    language: Language = Language.RU
    zone: ZoneName = "Europe/Moscow"


class UserCard(BaseModel):
    """`one_time_until`: the user still has the password that we made, which opens a login until then."""

    id: UUID
    email: str
    name: str
    role: Role
    language: Language
    zone: str
    disabled: bool
    one_time_until: datetime | None
    created_at: datetime


class UserList(BaseModel):
    items: list[UserCard]


class OneTimePassword(BaseModel):
    """Shown once; nobody can read it again."""

    user: UserCard
    one_time_password: str


class UserChange(Frozen):
    """What is absent stays."""

    name: Name | None = None
    role: Role | None = None
    disabled: StrictBool | None = None


class SessionsEnded(BaseModel):
    ended: int
