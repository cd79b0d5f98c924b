"""/api/tokens: list, make, revoke."""

from typing import Annotated

from fastapi import APIRouter, Path

from maxsignal_api.auth import accounts
from maxsignal_api.auth.actor import actor
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import ProblemError, documented
from maxsignal_api.tokens.schemas import MintedToken, NewToken, TokenCard, TokenList
from maxsignal_common.store.tokens import live_tokens

router = APIRouter(prefix="/api/tokens", tags=["tokens"])


@router.get("", operation_id="listTokens", dependencies=[KNOWN_PARAMETERS])
async def list_tokens(parts: NeedsParts) -> TokenList:
    async with parts.database.begin() as connection:
        found = await live_tokens(connection)
    return TokenList(items=[TokenCard(**one._asdict()) for one in found])


@router.post("", operation_id="mintToken", status_code=201, responses=documented(409))
async def mint(parts: NeedsParts, request: NewToken) -> MintedToken:
    """Send it as `Authorization: Bearer ...`; it is valid until it is revoked."""
    async with parts.database.begin() as connection:
        token = await accounts.mint_token(connection, actor().by, request.name, request.role)
    if token is None:
        raise ProblemError(409, "token_name_taken", "a token of this name is in use; revoke it first")
    return MintedToken(name=request.name, role=request.role, token=token)


@router.delete("/{name}", operation_id="revokeToken", status_code=204, responses=documented(404))
async def revoke(parts: NeedsParts, name: Annotated[str, Path(max_length=300)]) -> None:
    async with parts.database.begin() as connection:
        revoked = await accounts.revoke_token(connection, actor().by, name)
    if not revoked:
        raise ProblemError(404, "unknown_token", "no live token has this name")
