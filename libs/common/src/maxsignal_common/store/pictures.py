"""Pictures by the hash of their bytes, and the ids under which Telegram keeps them for a bot."""

import hashlib

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store.deliveries_schema import pictures, telegram_files


async def keep_picture(connection: AsyncConnection, png: bytes, *, width: int, height: int) -> str:
    """Store the picture unless it is there; returns its name."""
    name = hashlib.sha256(png).hexdigest()
    row = {"sha256": name, "png": png, "width": width, "height": height}
    await connection.execute(insert(pictures).values(row).on_conflict_do_nothing())
    return name


async def picture_png(connection: AsyncConnection, name: str) -> bytes | None:
    return (await connection.execute(select(pictures.c.png).where(pictures.c.sha256 == name))).scalar()


async def file_id(connection: AsyncConnection, bot_id: int, picture: str) -> str | None:
    """What Telegram calls the picture when this bot sends it; None before it was uploaded."""
    this = (telegram_files.c.bot_id == bot_id) & (telegram_files.c.picture == picture)
    return (await connection.execute(select(telegram_files.c.file_id).where(this))).scalar()


async def keep_file(connection: AsyncConnection, bot_id: int, picture: str, name: str) -> None:
    """The newest id counts: an older one may have been refused."""
    row = insert(telegram_files).values(bot_id=bot_id, picture=picture, file_id=name)
    key = ["bot_id", "picture"]
    await connection.execute(row.on_conflict_do_update(index_elements=key, set_={"file_id": name}))


async def forget_file(connection: AsyncConnection, bot_id: int, picture: str, name: str) -> None:
    """Telegram refused this id; one that was stored since stays."""
    this = (telegram_files.c.bot_id == bot_id) & (telegram_files.c.picture == picture)
    await connection.execute(delete(telegram_files).where(this, telegram_files.c.file_id == name))
