"""A machine's token as administrators see it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from maxsignal_common.market import Frozen
from maxsignal_common.store.users import Role

TokenName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")
]


class NewToken(Frozen):
    name: TokenName
    role: Role


class TokenCard(BaseModel):
    id: UUID
    name: str
    role: Role
    made_by: str
    created_at: datetime


class TokenList(BaseModel):
    items: list[TokenCard]


class MintedToken(BaseModel):
    """Shown once; nobody can read it again."""

    name: str
    role: Role
    token: str
