"""What an installation was told over the API: plain values, and sealed secrets; `provided` opens them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.sealing import Keyring, Sealed
from maxsignal_common.store.auth_schema import settings

# A hint of a short secret would be most of it.
HINT, SHOWN_FROM = 4, 16


class Stored(NamedTuple):
    """`value` is None for a secret; `hint` is all of it that people see."""

    name: str
    value: str | None
    hint: str | None
    key_id: str | None
    changed_by: str
    changed_at: datetime


_SHOWN = [settings.c[name] for name in Stored._fields]


async def all_settings(connection: AsyncConnection) -> dict[str, Stored]:
    found = await connection.execute(select(*_SHOWN).order_by(settings.c.name))
    return {row.name: Stored(*row) for row in found}


async def put_value(connection: AsyncConnection, name: str, value: str, *, by: str) -> None:
    await _put(connection, name, by, value=value)


async def put_secret(connection: AsyncConnection, ring: Keyring, name: str, secret: str, *, by: str) -> None:
    sealed = ring.seal(name, secret)
    hint = secret[-HINT:] if len(secret) >= SHOWN_FROM else ""
    await _put(connection, name, by, sealed=sealed.data, key_id=sealed.key_id, hint=hint)


async def forget(connection: AsyncConnection, name: str) -> bool:
    gone = await connection.execute(
        delete(settings).where(settings.c.name == name).returning(settings.c.name)
    )
    return gone.scalar() is not None


async def reseal(connection: AsyncConnection, ring: Keyring) -> Sequence[str]:
    """Seal under the current key what an older one sealed; the names."""
    query = select(settings).where(settings.c.key_id != ring.current).order_by(settings.c.name)
    rows = (await connection.execute(query.with_for_update())).all()
    for row in rows:
        sealed = ring.seal(row.name, ring.open(row.name, Sealed(row.key_id, row.sealed)))
        change = settings.update().where(settings.c.name == row.name)
        await connection.execute(change.values(sealed=sealed.data, key_id=sealed.key_id))
    return [row.name for row in rows]


async def _put(connection: AsyncConnection, name: str, by: str, **columns: str | bytes) -> None:
    empty = dict.fromkeys(("value", "sealed", "key_id", "hint"))
    row = {**empty, **columns, "changed_by": by}
    statement = insert(settings).values(name=name, **row)
    again = {**row, "changed_at": func.now()}
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=again))
