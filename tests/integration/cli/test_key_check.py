"""Doctor says where a key comes from, and never what it is."""

from pathlib import Path

import pytest

from maxsignal_cli.commands.doctor import examine
from maxsignal_cli.servers import PostgresServer
from maxsignal_common.sealing import Keyring, new_key, read_keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.database import Database
from tests.fixtures.installed import installed_template

STORED = "t.stored-kanarienvogel"


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return installed_template(postgres_server)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where `maxsignal up` makes it."""
    path = tmp_path / "master.key"
    path.write_text(new_key())
    path.chmod(0o600)
    return path


async def store(owner: Database, ring: Keyring) -> None:
    async with owner.begin() as connection:
        await settings_store.put_secret(connection, ring, "tinvest_token", STORED, by="test")


async def told(data: Path, database_url: str, **environment: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(data)
        for name, value in {"DATABASE_URL": database_url, **environment}.items():
            patch.setenv(name, value)
        findings = await examine(data)
    assert not [one for one in findings if "kanarienvogel" in one.explanation]
    return [f"{one.verdict}: {one.explanation}" for one in findings if one.subject == "TINVEST_TOKEN"]


async def test_nothing_stored_is_told(tmp_path: Path, database_url: str) -> None:
    (found,) = await told(tmp_path, database_url)
    assert "not set" in found


async def test_stored_key_is_told(tmp_path: Path, database_url: str, owner: Database, key_file: Path) -> None:
    await store(owner, read_keyring(key_file))
    assert await told(tmp_path, database_url) == ["note: set, stored over the API"]


async def test_key_of_the_environment_is_told(
    tmp_path: Path, database_url: str, owner: Database, key_file: Path
) -> None:
    await store(owner, read_keyring(key_file))
    found = await told(tmp_path, database_url, TINVEST_TOKEN="t.given-kanarienvogel")
    assert found == ["note: set, from the environment"]


async def test_stored_key_that_cannot_be_opened_is_wrong(
    tmp_path: Path, database_url: str, owner: Database
) -> None:
    await store(owner, Keyring({"k9": b"9" * 32}))
    wrong, unset = await told(tmp_path, database_url)
    assert wrong.startswith("wrong: is stored and cannot be used (no_master_key)")
    assert "not set" in unset
