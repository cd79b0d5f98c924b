"""GET /api/pictures/{sha256}.png: named by its bytes, so it never changes and is asked for once."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import ProblemError, documented
from maxsignal_common.store.pictures import picture_png

FOR_EVER = "private, max-age=31536000, immutable"

router = APIRouter(prefix="/api/pictures", tags=["posts"])

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class Png(Response):
    media_type = "image/png"


@router.get("/{sha256}.png", operation_id="getPicture", response_class=Png, responses=documented(404))
async def get_picture(parts: NeedsParts, sha256: Sha256) -> Png:
    """The picture that a post names, as its subscribers see it."""
    async with parts.database.begin() as connection:
        png = await picture_png(connection, sha256)
    if png is None:
        raise ProblemError(404, "unknown_picture", "there is no such picture")
    return Png(png, headers={"Cache-Control": FOR_EVER})
