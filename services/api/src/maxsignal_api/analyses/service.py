"""Reads and changes analyses; every decision about a change is made here, inside one transaction."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.analyses import views
from maxsignal_api.analyses.schemas import (
    Activation,
    AnalysisDetail,
    AnalysisList,
    Describing,
    NewAnalysis,
    NewVersion,
    VersionDetail,
    VersionList,
)
from maxsignal_api.auth.actor import actor, record
from maxsignal_api.idempotency import fingerprint, made_before
from maxsignal_api.matching import active_changed, require_match
from maxsignal_api.problems import ProblemError
from maxsignal_common.analysis import Analysis, AnalysisDocument
from maxsignal_common.store import analyses, analysis_runs
from maxsignal_common.store.commands import KeyUse
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now


class Change(NamedTuple):
    """Which analysis is to be changed, and under which conditions."""

    name: str
    if_match: str | None
    key: str | None


async def list_analyses(database: Database) -> AnalysisList:
    async with database.begin() as connection:
        stored = await analyses.all_analyses(connection)
        last = await analysis_runs.last_runs(connection)
        costs = await analysis_runs.cost_ranges(connection)
    return AnalysisList(items=[views.card(one, last.get(one.name), costs.get(one.name)) for one in stored])


async def get_analysis(database: Database, name: str) -> AnalysisDetail:
    async with database.begin() as connection:
        return await _detail(connection, name)


async def create(database: Database, request: NewAnalysis, key: str | None) -> AnalysisDetail:
    async with database.begin() as connection:
        first_use = KeyUse(request.name, fingerprint("create", request))
        if await made_before(connection, key, first_use) is None:
            if not await analyses.create_analysis(
                connection, request, author=actor().name, note=request.note
            ):
                raise ProblemError(409, "analysis_exists", "there is one of this name; add a version to it")
            await record(
                connection, "analysis.created", request.name, after={"config": request.config.sha256()}
            )
        return await _detail(connection, request.name)


async def describe(database: Database, name: str, request: Describing) -> AnalysisDetail:
    async with database.begin() as connection:
        analysis = await _known(connection, name, lock=True)
        if request.description != analysis.description:
            now = await database_now(connection)
            await analyses.describe(connection, name, request.description, at=now)
            told = {
                "before": {"description": analysis.description},
                "after": {"description": request.description},
            }
            await record(connection, "analysis.described", name, **told)
        return await _detail(connection, name)


async def list_versions(database: Database, name: str, *, before: int | None, limit: int) -> VersionList:
    async with database.begin() as connection:
        analysis = await _known(connection, name)
        rows = await analyses.versions_page(connection, name, before=before, limit=limit + 1)
    page, more = rows[:limit], rows[limit:]
    return VersionList(
        items=[views.version_card(row, active=analysis.version) for row in page],
        next_cursor=page[-1]["version"] if more else None,
    )


async def get_version(database: Database, name: str, version: int) -> VersionDetail:
    async with database.begin() as connection:
        return await _version(connection, await _known(connection, name), version)


async def add_version(database: Database, change: Change, request: NewVersion) -> VersionDetail:
    async with database.begin() as connection:
        analysis = await _known(connection, change.name, lock=True)
        document = AnalysisDocument(
            name=analysis.name,
            description=request.description or analysis.description,
            config=request.config,
        )
        first_use = KeyUse(request.config.sha256(), fingerprint(f"{change.name} add", request))
        repeated = await made_before(connection, change.key, first_use) is not None
        if not repeated:
            _require_match(change, analysis.version)
        version, new = await analyses.add_version(
            connection, document, author=actor().name, note=request.note
        )
        if not (new or repeated):
            raise ProblemError(409, "version_exists", f"version {version} says the same; activate that")
        if new and document.description != analysis.description:
            now = await database_now(connection)
            await analyses.describe(connection, analysis.name, document.description, at=now)
        if new:
            told = {"version": version, "config": request.config.sha256()}
            await record(connection, "analysis.version_added", analysis.name, after=told)
        return await _version(connection, analysis, version)


async def activate(database: Database, change: Change, request: Activation) -> AnalysisDetail:
    async with database.begin() as connection:
        analysis = await _known(connection, change.name, lock=True)
        first_use = KeyUse(str(request.version), fingerprint(f"{change.name} activate", request))
        if await made_before(connection, change.key, first_use) is None:
            _require_match(change, analysis.version)
            await _version(connection, analysis, request.version)
            now = await database_now(connection)
            await analyses.activate(connection, analysis.name, request.version, by=actor().name, at=now)
            versions = {"before": {"version": analysis.version}, "after": {"version": request.version}}
            await record(connection, "analysis.activated", analysis.name, **versions)
        return await _detail(connection, analysis.name)


async def set_archived(database: Database, name: str, *, archived: bool) -> AnalysisDetail:
    async with database.begin() as connection:
        analysis = await _known(connection, name, lock=True)
        await analyses.archive(connection, name, archived=archived, at=await database_now(connection))
        states = {"before": {"archived": analysis.archived}, "after": {"archived": archived}}
        await record(connection, "analysis.archived" if archived else "analysis.restored", name, **states)
        return await _detail(connection, name)


async def _known(connection: AsyncConnection, name: str, *, lock: bool = False) -> Analysis:
    analysis = await analyses.find_analysis(connection, name, lock=lock)
    if analysis is None:
        raise ProblemError(404, "unknown_analysis", "there is no such analysis")
    return analysis


async def _detail(connection: AsyncConnection, name: str) -> AnalysisDetail:
    analysis = await _known(connection, name)
    last = await analysis_runs.last_runs(connection, name)
    costs = await analysis_runs.cost_ranges(connection, name)
    return views.detail(analysis, last.get(name), costs.get(name))


async def _version(connection: AsyncConnection, analysis: Analysis, version: int) -> VersionDetail:
    row = await analyses.find_version(connection, analysis.name, version)
    if row is None:
        raise ProblemError(404, "unknown_version", "the analysis has no such version")
    return views.version_detail(row, active=analysis.version)


def _require_match(change: Change, version: int) -> None:
    require_match(change.if_match, version, thing="analysis", changed=active_changed(version))
