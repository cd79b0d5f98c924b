"""Analyses on a real PostgreSQL: shipped once, versions only added, schedules of before carried over."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_common import shipped
from maxsignal_common.analysis import Analysis, AnalysisDocument
from maxsignal_common.catalogue import INSTRUMENTS
from maxsignal_common.clock import SystemClock
from maxsignal_common.store import analyses
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.seed import MAKER, seed

NOW = SystemClock().now()


async def ship(owner: Database, *documents: AnalysisDocument) -> None:
    async with owner.begin() as connection:
        await seed(connection, INSTRUMENTS, at=NOW, documents=documents or shipped.SHIPPED)


async def found(owner: Database, name: str = "daystart") -> Analysis:
    async with owner.begin() as connection:
        analysis = await analyses.find_analysis(connection, name)
    assert analysis
    return analysis


async def add(owner: Database, document: AnalysisDocument, by: str, *, activate: bool) -> int:
    async with owner.begin() as connection:
        version, _ = await analyses.add_version(connection, document, author=by, note="")
        if activate:
            await analyses.activate(connection, document.name, version, by=by, at=NOW)
    return version


def changed(document: AnalysisDocument, **changes: object) -> AnalysisDocument:
    return document.model_copy(update={"config": document.config.model_copy(update=changes)})


class TestShipping:
    @pytest.mark.parametrize("document", shipped.SHIPPED, ids=lambda one: one.name)
    async def test_new_installation_has_every_shipped_analysis(
        self, owner: Database, document: AnalysisDocument
    ) -> None:
        analysis = await found(owner, document.name)
        assert (analysis.version, analysis.config, analysis.archived) == (1, document.config, False)

    async def test_shipping_again_adds_nothing(self, owner: Database) -> None:
        await ship(owner)
        async with owner.begin() as connection:
            count = await connection.execute(text("SELECT count(*) FROM analysis_versions"))
        assert count.scalar_one() == len(shipped.SHIPPED)

    async def test_new_shipped_version_is_taken_where_nobody_chose(self, owner: Database) -> None:
        newer = changed(shipped.DAYSTART, candles=400)
        await ship(owner, newer)
        analysis = await found(owner)
        assert (analysis.version, analysis.config.candles) == (2, 400)

    @pytest.mark.parametrize("back_to_ours", [True, False])
    async def test_operators_choice_outlives_a_new_shipped_version(
        self, owner: Database, *, back_to_ours: bool
    ) -> None:
        await add(owner, changed(shipped.DAYSTART, candles=200), "local", activate=True)
        if back_to_ours:
            await add(owner, shipped.DAYSTART, "local", activate=True)
        chosen = await found(owner)
        await ship(owner, changed(shipped.DAYSTART, candles=400))
        assert await found(owner) == chosen
        async with owner.begin() as connection:
            newest = await analyses.find_version(connection, "daystart", 3)
        assert newest
        assert (newest["author"], newest["config"]["candles"]) == (MAKER, 400)

    async def test_version_of_an_operator_stays_idle_until_activated(self, owner: Database) -> None:
        assert await add(owner, changed(shipped.DAYSTART, candles=200), "local", activate=False) == 2
        assert (await found(owner)).version == 1


class TestRights:
    @pytest.mark.parametrize("role", ["maxsignal_api", "maxsignal_scheduler", "maxsignal_recorder"])
    @pytest.mark.parametrize(
        "statement", ["UPDATE analysis_versions SET note = 'mine'", "DELETE FROM analysis_versions"]
    )
    async def test_nobody_rewrites_a_version(self, database_url: str, role: str, statement: str) -> None:
        database = connect(database_url, role=role)
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.begin() as connection:
                await connection.execute(text(statement))
        await database.close()

    async def test_scheduler_reads_and_changes_nothing(self, database_url: str) -> None:
        database = connect(database_url, role="maxsignal_scheduler")
        await found(database)
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.begin() as connection:
                await analyses.archive(connection, "daystart", archived=True, at=NOW)
        await database.close()

    async def test_active_version_must_exist(self, owner: Database) -> None:
        with pytest.raises(DBAPIError, match="analyses_active_version"):
            async with owner.begin() as connection:
                await analyses.activate(connection, "daystart", 7, by="local", at=NOW)
