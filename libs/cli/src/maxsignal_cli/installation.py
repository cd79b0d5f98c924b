"""The database of the installation a verb works on: the running stack's, or the one in DATABASE_URL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from maxsignal_cli.datadir import MASTER_KEY, DataDir
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.provider_settings import KeySettings
from maxsignal_common.settings import Settings
from maxsignal_common.store.database import Database, connect
from maxsignal_common.wrong_settings import read_settings


def database_url_of(data: Path) -> str:
    """What runs in the data directory wins over DATABASE_URL; LauncherError where there is neither."""
    if runtime := DataDir(data).read_runtime():
        return runtime.database_url
    settings = read_settings(Settings)
    if "database_url" not in settings.model_fields_set:
        raise LauncherError(
            "no_stack",
            f"nothing runs in {data}: start it with `maxsignal up --data {data}`, or set DATABASE_URL",
        )
    return settings.database_url.get_secret_value()


def with_master_key[S: KeySettings](settings: S, data: Path) -> S:
    """The key that `maxsignal up` made, where no other is named: what is stored was sealed with it."""
    made = data / MASTER_KEY
    known = settings.master_key_file is not None or not made.exists()
    return settings if known else settings.model_copy(update={"master_key_file": made})


@asynccontextmanager
async def installed_database(data: Path) -> AsyncIterator[Database]:
    """The database with its owner's rights: an operator's verb is nobody's service."""
    database = connect(database_url_of(data))
    try:
        yield database
    finally:
        await database.close()
