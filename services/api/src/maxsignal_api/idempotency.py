"""POSTs with effects: the same Idempotency-Key with the same request is answered with what it made first."""

from typing import Annotated

from fastapi import Header
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor
from maxsignal_api.problems import ProblemError
from maxsignal_common.store.commands import KeyUse, use_key

IdempotencyKey = Annotated[
    str | None, Header(pattern=r"^[!-~]{1,128}$", description="Makes a repeat harmless")
]


async def made_before(connection: AsyncConnection, key: str | None, use: KeyUse) -> str | None:
    """What the key made before; None where this is its first use, or there is no key."""
    if key is None:
        return None
    known = await use_key(connection, actor().name, key, use)
    if known is None:
        return None
    if known.request_sha256 != use.request_sha256:
        raise ProblemError(422, "idempotency_key_reused", "this Idempotency-Key was used for another request")
    return known.made
