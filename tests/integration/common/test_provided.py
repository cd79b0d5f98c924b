"""What is stored reaches the service it is for, and no other one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_common.provider_settings import KeySettings, ModelKeys, TelegramKeys, TInvestKeys
from maxsignal_common.sealing import Keyring, read_keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.provided import provided_to

KEY = "sk-or-a-key-of-tests"
TOKEN = "123456:a-token-of-tests"
STORED = {"llm_api_key": KEY, "telegram_bot_token": TOKEN, "tinvest_token": "t.token-of-tests"}
PLAIN = {"llm_base_url": "https://api.mistral.ai/v1", "telegram_channel_id": "-1001"}
ROLES = {
    "analyzer": {"llm_api_key", "llm_base_url"},
    "merger": {"llm_api_key", "llm_base_url"},
    "publisher": {"telegram_bot_token", "telegram_channel_id"},
    "ingest": {"tinvest_token"},
    "api": STORED.keys() | PLAIN.keys(),
}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    path.write_text(f"k1 {'ab' * 32}\n")
    path.chmod(0o600)
    return path


@pytest.fixture
async def stored(owner: Database, key_file: Path) -> None:
    await store(owner, read_keyring(key_file), STORED, PLAIN)


async def store(owner: Database, ring: Keyring, secrets: dict[str, str], plain: dict[str, str]) -> None:
    async with owner.begin() as connection:
        for name, secret in secrets.items():
            await settings_store.put_secret(connection, ring, name, secret, by="test")
        for name, value in plain.items():
            await settings_store.put_value(connection, name, value, by="test")


@pytest.fixture
async def publisher(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url, role="maxsignal_publisher")
    yield database
    await database.close()


@pytest.fixture
async def analyzer(database_url: str) -> AsyncIterator[Database]:
    database = connect(database_url, role="maxsignal_analyzer")
    yield database
    await database.close()


def read[S: KeySettings](of: type[S], key_file: Path | None, **given: Any) -> S:
    return of(master_key_file=key_file, _env_file=None, **given)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("role", ROLES)
async def test_role_sees_its_own_rows_alone(role: str, database_url: str) -> None:
    """13.2.2: whoever takes an analyzer over does not even see the bot's token encrypted."""
    database = connect(database_url, role=f"maxsignal_{role}")
    async with database.begin() as connection:
        rows = await connection.execute(text("SELECT name, value, sealed, key_id FROM settings"))
        assert {row.name for row in rows} == ROLES[role]
    await database.close()


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("role", ["recorder", "scheduler"])
async def test_roles_without_keys_see_no_table(role: str, database_url: str) -> None:
    database = connect(database_url, role=f"maxsignal_{role}")
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.begin() as connection:
            await connection.execute(text("SELECT name FROM settings"))
    await database.close()


@pytest.mark.parametrize(
    "change",
    ["UPDATE settings SET value = 'x'", "DELETE FROM settings", "INSERT INTO settings (name) VALUES ('x')"],
)
async def test_service_that_reads_may_not_write(analyzer: Database, change: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with analyzer.begin() as connection:
            await connection.execute(text(change))


@pytest.mark.usefixtures("stored")
async def test_stored_values_complete_the_settings(publisher: Database, key_file: Path) -> None:
    told = await provided_to(publisher, read(TelegramKeys, key_file))
    assert told.settings.telegram_bot_token
    assert told.settings.telegram_bot_token.get_secret_value() == TOKEN
    assert told.settings.telegram_channel_id == -1001
    assert told.stored == {"telegram_bot_token", "telegram_channel_id"}


@pytest.mark.usefixtures("stored")
async def test_environment_wins_over_what_is_stored(publisher: Database, key_file: Path) -> None:
    given = read(TelegramKeys, key_file, telegram_bot_token="1:given")
    told = await provided_to(publisher, given)
    assert told.settings.telegram_bot_token == given.telegram_bot_token
    assert told.stored == {"telegram_channel_id"}


async def test_secret_without_its_key_is_left_out(
    publisher: Database, owner: Database, key_file: Path
) -> None:
    await store(owner, Keyring({"k9": b"9" * 32}), {"telegram_bot_token": TOKEN}, {})
    other = await provided_to(publisher, read(TelegramKeys, key_file))
    none = await provided_to(publisher, read(TelegramKeys, None))
    assert (other.refused, none.refused) == (
        {"telegram_bot_token": "unknown_master_key"},
        {"telegram_bot_token": "no_master_key"},
    )
    assert other.settings.telegram_bot_token is None


async def test_refused_address_takes_its_key_with_it(
    analyzer: Database, owner: Database, key_file: Path
) -> None:
    """1.3.6: the key goes to no other provider than the one that it was stored for."""
    plain = {"llm_base_url": "https://evil.example/v1"}
    await store(owner, read_keyring(key_file), {"llm_api_key": KEY}, plain)
    told = await provided_to(analyzer, read(ModelKeys, key_file))
    assert told.refused == {"llm_base_url": "address_refused"}
    assert (told.settings.llm_api_key, told.stored) == (None, frozenset())


@pytest.mark.parametrize("value", ["hunter2", "1:2 3"])
async def test_value_that_settings_refuse_is_left_out(
    publisher: Database, owner: Database, key_file: Path, value: str
) -> None:
    await store(
        owner, read_keyring(key_file), {"telegram_bot_token": value}, {"telegram_channel_id": "-1001"}
    )
    told = await provided_to(publisher, read(TelegramKeys, key_file))
    assert told.refused == {"telegram_bot_token": "invalid_setting"}
    assert told.settings.telegram_channel_id == -1001


async def test_change_is_noticed_by_what_was_seen(ingest: Database, owner: Database, key_file: Path) -> None:
    settings, ring = read(TInvestKeys, key_file), read_keyring(key_file)
    before = await provided_to(ingest, settings)
    await store(owner, ring, {"llm_api_key": KEY}, {})
    elsewhere = await provided_to(ingest, settings)
    await store(owner, ring, {"tinvest_token": "t.new"}, {})
    assert before.seen == elsewhere.seen != (await provided_to(ingest, settings)).seen
