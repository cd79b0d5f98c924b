"""Settings completed by what is stored: the environment wins, what cannot be used is left out.

A role sees its own rows only (row-level security): an analyzer that was taken over reads no bot token.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from pydantic import ValidationError
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.clock import Clock
from maxsignal_common.errors import MaxSignalError, OutageError
from maxsignal_common.outbound import Outbound, Target
from maxsignal_common.provider_settings import KeySettings
from maxsignal_common.sealing import Keyring, Sealed, SealError
from maxsignal_common.store.auth_schema import settings as table
from maxsignal_common.store.database import Database

# Every setting that can be stored; the two addresses are looked at before a key is sent there.
ADDRESSES = frozenset({"llm_base_url", "telegram_api_url"})
SECRETS = frozenset({"llm_api_key", "telegram_bot_token", "tinvest_token"})
STORABLE = ADDRESSES | SECRETS | {"telegram_channel_id"}
LOOK_EVERY_S = 5.0

log = structlog.get_logger(__name__)

type Seen = tuple[tuple[str, datetime], ...]


class Provided[S: KeySettings](NamedTuple):
    """`stored` are the names that hold what is stored, `refused` those left out, with the code of why.

    `seen` differs once anything of it was changed.
    """

    settings: S
    stored: frozenset[str] = frozenset()
    refused: Mapping[str, str] = {}
    seen: Seen = ()


async def provided[S: KeySettings](
    connection: AsyncConnection, settings: S, ring: Keyring | None, outbound: Outbound
) -> Provided[S]:
    """What the environment does not say, from the table."""
    rows = await _rows(connection, settings)
    found, refused = _opened(rows, ring, outbound)
    valid, invalid = _valid(settings, found)
    refused = refused | invalid
    # A key is for the address that it was stored with: without that one it is sent nowhere.
    lost = {_provider(name) for name in ADDRESSES & refused.keys()}
    used = {name: value for name, value in valid.items() if _provider(name) not in lost}
    return Provided(settings.model_copy(update=used), frozenset(used), refused, _seen(rows))


async def _rows(connection: AsyncConnection, settings: KeySettings) -> Sequence[Row[Any]]:
    wanted = (STORABLE & type(settings).model_fields.keys()) - settings.model_fields_set
    columns = [table.c[name] for name in ("name", "value", "sealed", "key_id", "changed_at")]
    query = select(*columns).where(table.c.name.in_(wanted)).order_by(table.c.name)
    return (await connection.execute(query)).all()


def _seen(rows: Sequence[Row[Any]]) -> Seen:
    return tuple((row.name, row.changed_at) for row in rows)


def _opened(
    rows: Sequence[Row[Any]], ring: Keyring | None, outbound: Outbound
) -> tuple[dict[str, str], dict[str, str]]:
    found: dict[str, str] = {}
    refused: dict[str, str] = {}
    for row in rows:
        try:
            found[row.name] = _open(row, ring)
            if row.name in ADDRESSES:
                outbound.expect_listed(Target.of(found[row.name]))
        except MaxSignalError as error:
            found.pop(row.name, None)
            refused[row.name] = error.code
    return found, refused


def _open(row: Row[Any], ring: Keyring | None) -> str:
    if row.value is not None:
        return str(row.value)
    if ring is None:
        raise SealError("no_master_key", "a secret is stored, and MASTER_KEY_FILE is not set")
    return ring.open(row.name, Sealed(row.key_id, row.sealed))


def _valid[S: KeySettings](settings: S, found: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """As the settings hold them; what they would not take is left out."""
    try:
        read = type(settings)(**{**settings.model_dump(), **found})
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]} & found.keys()
        if not wrong:
            raise
        fine = {name: value for name, value in found.items() if name not in wrong}
        valid, invalid = _valid(settings, fine)
        return valid, invalid | dict.fromkeys(wrong, "invalid_setting")
    return {name: getattr(read, name) for name in found}, {}


def _provider(name: str) -> str:
    return name.partition("_")[0]


async def provided_to[S: KeySettings](database: Database, settings: S) -> Provided[S]:
    """The same for a service, which tells in its log what it could not use."""
    async with database.begin() as connection:
        told = await provided(connection, settings, settings.keyring, settings.outbound)
    for name, code in sorted(told.refused.items()):
        log.warning("stored_setting_left_out", setting=name, code=code)
    return told


async def wait_for_change[S: KeySettings](
    database: Database, settings: S, known: Provided[S], clock: Clock
) -> None:
    """Returns once something else is stored than was known; `settings` are those of the environment."""
    while True:
        await clock.sleep(LOOK_EVERY_S)
        try:
            async with database.begin() as connection:
                seen = _seen(await _rows(connection, settings))
        except OutageError as error:
            log.warning("outage_waited_out", code=error.code, detail=error.detail)
            continue
        if seen != known.seen:
            log.info("stored_settings_changed", settings=sorted(dict(set(seen) ^ set(known.seen))))
            return
