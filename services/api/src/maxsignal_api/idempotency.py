"""POSTs with effects: the same Idempotency-Key with the same request is answered with what it made first."""

import hashlib
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel
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


def fingerprint(operation: str, request: BaseModel) -> bytes:
    """What a key was used for: a key that was used elsewhere is another request, whatever its body says."""
    # Only what was sent counts: a default that changes later makes no other request of it.
    body = f"{operation}\n{request.model_dump_json(exclude_unset=True)}"
    return hashlib.sha256(body.encode()).digest()
