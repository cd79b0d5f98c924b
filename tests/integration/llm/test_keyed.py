"""Models are asked with the key that holds now: the environment's, or the one stored last."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from maxsignal_common.sealing import new_key, read_keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.database import Database
from maxsignal_llm.faults import Answer
from maxsignal_llm.keyed import KeyedProvider
from maxsignal_llm.settings import LlmSettings
from tests.contracts.llm.fake import FakeProvider
from tests.unit.llm.samples import request


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    path.write_text(new_key())
    path.chmod(0o600)
    return path


@pytest.fixture
async def stored(owner: Database, fake: FakeProvider, key_file: Path) -> None:
    await store(owner, key_file, "sk-first-0123456789")
    async with owner.begin() as connection:
        await settings_store.put_value(connection, "llm_base_url", fake.base_url, by="test")


async def store(owner: Database, key_file: Path, key: str) -> None:
    async with owner.begin() as connection:
        await settings_store.put_secret(connection, read_keyring(key_file), "llm_api_key", key, by="test")


@pytest.fixture
async def keyed(analyzer: Database, key_file: Path, stored: None) -> AsyncIterator[KeyedProvider]:
    async with KeyedProvider(LlmSettings(master_key_file=key_file, _env_file=None), analyzer) as provider:
        yield provider


async def key_used(provider: KeyedProvider, fake: FakeProvider) -> str:
    assert isinstance(await provider.ask(request(), ["a/one"], 5), Answer)
    return str(fake.seen()[-1]["key"])


async def test_stored_key_and_address_are_used(keyed: KeyedProvider, fake: FakeProvider) -> None:
    assert await key_used(keyed, fake) == "sk-first-0123456789"


async def test_key_stored_later_is_used_by_the_next_call(
    keyed: KeyedProvider, fake: FakeProvider, owner: Database, key_file: Path
) -> None:
    await key_used(keyed, fake)
    await store(owner, key_file, "sk-second-0123456789")
    assert await key_used(keyed, fake) == "sk-second-0123456789"


@pytest.mark.usefixtures("stored")
async def test_key_of_the_environment_wins(analyzer: Database, fake: FakeProvider, key_file: Path) -> None:
    given = LlmSettings(
        master_key_file=key_file,
        llm_api_key=SecretStr("sk-given"),
        llm_base_url=fake.base_url,
        _env_file=None,
    )
    async with KeyedProvider(given, analyzer) as provider:
        assert await key_used(provider, fake) == "sk-given"
