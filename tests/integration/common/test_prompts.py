"""Prompts on a real PostgreSQL: shipped once, versions only added, an operator's choice kept."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_common.analysis import Language
from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import SystemClock
from maxsignal_common.prompting import KnownVersions, PromptDocument, PromptStep
from maxsignal_common.prompts import shipped_prompts
from maxsignal_common.store import prompts
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.prompts import UnknownPromptError
from maxsignal_common.store.seed import MAKER, seed

NOW = SystemClock().now()
VSA = PromptStep.VSA
NEWER = PromptDocument(step=VSA, texts=dict.fromkeys(Language, "newer"))
OLDER = PromptDocument(step=VSA, texts=dict.fromkeys(Language, "mine"))


async def ship(owner: Database, *texts: PromptDocument) -> None:
    async with owner.begin() as connection:
        await seed(connection, INSTRUMENTS, at=NOW, texts=texts)


async def add(owner: Database, document: PromptDocument, *, active: bool = False) -> tuple[int, bool]:
    async with owner.begin() as connection:
        added = await prompts.add_version(connection, document, author="me", note="")
        if active:
            await prompts.activate(connection, document.step, added[0], by="me", at=NOW)
    return added


async def known(owner: Database) -> dict[PromptStep, KnownVersions]:
    async with owner.begin() as connection:
        return await prompts.known_versions(connection)


async def test_new_installation_has_every_shipped_prompt(owner: Database) -> None:
    assert await known(owner) == dict.fromkeys(PromptStep, KnownVersions(1, 1))
    async with owner.begin() as connection:
        found = await prompts.find_prompt(connection, VSA, "1", Language.RU)
    assert found.text == shipped_prompts()[2].texts[Language.RU]


async def test_shipping_again_adds_no_version(owner: Database) -> None:
    await ship(owner)
    assert set((await known(owner)).values()) == {KnownVersions(1, 1)}


async def test_newer_shipped_prompt_is_taken_where_nobody_chose(owner: Database) -> None:
    await ship(owner, NEWER)
    assert (await known(owner))[VSA] == KnownVersions(2, 2)


async def test_shipped_prompt_never_replaces_a_chosen_one(owner: Database) -> None:
    await add(owner, OLDER, active=True)
    await ship(owner, NEWER)
    assert (await known(owner))[VSA] == KnownVersions(2, 3)
    async with owner.begin() as connection:
        active = await prompts.find_active(connection, VSA)
    assert active == (VSA, 2, "me")
    assert MAKER != "me"


async def test_text_that_is_there_is_no_new_version(owner: Database) -> None:
    assert await add(owner, OLDER) == (2, True)
    assert await add(owner, OLDER) == (2, False)


@pytest.mark.parametrize("version", ["2", "0", "-1", "v1", "", "9" * 30])
async def test_version_that_is_not_there_is_named(owner: Database, version: str) -> None:
    async with owner.begin() as connection:
        with pytest.raises(UnknownPromptError, match="prompt vsa"):
            await prompts.find_prompt(connection, VSA, version, Language.EN)


async def test_version_spoiled_by_hand_is_named(owner: Database) -> None:
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE prompt_versions SET texts = '[]'"))
        with pytest.raises(UnknownPromptError, match="cannot be read in en"):
            await prompts.find_prompt(connection, VSA, "1", Language.EN)


async def test_active_version_must_exist(owner: Database) -> None:
    with pytest.raises(DBAPIError, match="prompts_active_version"):
        async with owner.begin() as connection:
            await prompts.activate(connection, VSA, 9, by="me", at=NOW)


@pytest.mark.parametrize("service", ["analyzer", "merger", "scheduler", "api"])
@pytest.mark.parametrize("change", ["UPDATE prompt_versions SET note = ''", "DELETE FROM prompt_versions"])
async def test_no_service_may_rewrite_a_version(database_url: str, service: str, change: str) -> None:
    database = connect(database_url, role=f"maxsignal_{service}")
    async with database.begin() as connection:
        assert await prompts.find_version(connection, VSA, 1)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.begin() as connection:
            await connection.execute(text(change))
    await database.close()
