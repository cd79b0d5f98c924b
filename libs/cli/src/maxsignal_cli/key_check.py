"""Where doctor finds each key: in the environment, stored over the API, or nowhere; never what it is."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from maxsignal_cli.installation import with_master_key
from maxsignal_cli.probes import Finding
from maxsignal_cli.settings import LauncherSettings
from maxsignal_common.errors import OutageError
from maxsignal_common.store.database import connect
from maxsignal_common.store.provided import Provided, provided

type Keys = Provided[LauncherSettings]


async def keys_in_use(settings: LauncherSettings, database_url: str | None, data: Path) -> Keys:
    """The settings as services have them; those of the environment alone where no database answers."""
    if database_url is None:
        return Provided(settings)
    database = connect(database_url)
    keyed = with_master_key(settings, data)
    try:
        async with database.begin() as connection:
            return await provided(connection, keyed, keyed.keyring, keyed.outbound)
    except (OutageError, DBAPIError, ValueError):
        return Provided(settings)
    finally:
        await database.close()


def origin(keys: Keys, name: str) -> str:
    """For the end of a sentence about a key that is there."""
    return "stored over the API" if name in keys.stored else "from the environment"


def unusable(keys: Keys) -> Iterator[Finding]:
    """What is stored, and left out by the services that look for it."""
    for name, code in sorted(keys.refused.items()):
        yield Finding(
            name.upper(), "wrong", f"is stored and cannot be used ({code}): store it again in the settings"
        )
