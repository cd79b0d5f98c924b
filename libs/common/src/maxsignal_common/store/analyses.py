"""Analyses and their versions: versions are only ever added, one of them is active."""

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Analysis, AnalysisDocument, AnalysisSpec
from maxsignal_common.errors import PermanentError
from maxsignal_common.store.schema import analyses, analysis_versions

_ACTIVE = analyses.join(
    analysis_versions,
    (analysis_versions.c.analysis == analyses.c.name)
    & (analysis_versions.c.version == analyses.c.active_version),
)


async def find_analysis(connection: AsyncConnection, name: str, *, lock: bool = False) -> Analysis | None:
    """An analysis in its active version; with `lock` nobody else changes it before this transaction ends."""
    query = _active().where(analyses.c.name == name)
    if lock:
        # Locked first: the version that is active then is another one than was read while waiting.
        await connection.execute(select(analyses.c.name).where(analyses.c.name == name).with_for_update())
    row = (await connection.execute(query)).mappings().first()
    return _analysis(row) if row else None


async def all_analyses(connection: AsyncConnection) -> list[Analysis]:
    """By name, archived ones too."""
    rows = await connection.execute(_active().order_by(analyses.c.name))
    return [_analysis(row) for row in rows.mappings()]


async def create_analysis(
    connection: AsyncConnection, document: AnalysisDocument, *, author: str, note: str
) -> bool:
    """Store a new analysis with its first, active version; False when the name is taken."""
    row = {"name": document.name, "description": document.description, "active_version": 1}
    created = insert(analyses).values(**row, activated_by=author).on_conflict_do_nothing()
    if (await connection.execute(created.returning(analyses.c.name))).scalar() is None:
        return False
    await _insert_version(connection, document, 1, author=author, note=note)
    return True


async def add_version(
    connection: AsyncConnection, document: AnalysisDocument, *, author: str, note: str
) -> tuple[int, bool]:
    """The version that says this, and whether it is new; lock the analysis first."""
    of_this = analysis_versions.c.analysis == document.name
    same = select(analysis_versions.c.version).where(
        of_this, analysis_versions.c.hash == document.config.sha256()
    )
    if (known := (await connection.execute(same)).scalar()) is not None:
        return int(known), False
    newest = await connection.execute(select(func.max(analysis_versions.c.version)).where(of_this))
    version = int(newest.scalar_one()) + 1
    await _insert_version(connection, document, version, author=author, note=note)
    return version, True


async def activate(connection: AsyncConnection, name: str, version: int, *, by: str, at: datetime) -> None:
    """Let new runs take this version, which exists."""
    await _change(connection, name, at, active_version=version, activated_by=by)


async def archive(connection: AsyncConnection, name: str, *, archived: bool, at: datetime) -> None:
    """Archived analyses start no runs; their versions and runs stay."""
    await _change(connection, name, at, archived=archived)


async def describe(connection: AsyncConnection, name: str, description: str, *, at: datetime) -> None:
    await _change(connection, name, at, description=description)


async def versions_page(
    connection: AsyncConnection, name: str, *, before: int | None, limit: int
) -> list[RowMapping]:
    """Newest first."""
    query = (
        select(analysis_versions)
        .where(analysis_versions.c.analysis == name)
        .order_by(analysis_versions.c.version.desc())
        .limit(limit)
    )
    if before:
        query = query.where(analysis_versions.c.version < before)
    return list((await connection.execute(query)).mappings().all())


async def find_version(connection: AsyncConnection, name: str, version: int) -> RowMapping | None:
    query = select(analysis_versions).where(
        analysis_versions.c.analysis == name, analysis_versions.c.version == version
    )
    return (await connection.execute(query)).mappings().first()


async def activated_by(connection: AsyncConnection, name: str) -> str:
    """Who chose the active version."""
    query = select(analyses.c.activated_by).where(analyses.c.name == name)
    return str((await connection.execute(query)).scalar_one())


def _active() -> Select[tuple[object, ...]]:
    columns = (analyses.c.name, analyses.c.description, analyses.c.archived)
    return select(*columns, analysis_versions.c.version, analysis_versions.c.config).select_from(_ACTIVE)


def _analysis(row: RowMapping) -> Analysis:
    try:
        return Analysis.model_validate(dict(row))
    except ValidationError as error:
        where = f"version {row['version']} of {row['name']}"
        raise PermanentError(
            "analysis_unreadable", f"{where} was written by newer software or by hand"
        ) from error


async def _insert_version(
    connection: AsyncConnection, document: AnalysisDocument, version: int, *, author: str, note: str
) -> None:
    spec: AnalysisSpec = document.config
    row = {"analysis": document.name, "version": version, "config": spec.model_dump(mode="json")}
    await connection.execute(
        insert(analysis_versions).values(**row, hash=spec.sha256(), author=author, note=note)
    )


async def _change(connection: AsyncConnection, name: str, at: datetime, **values: object) -> None:
    this = update(analyses).where(analyses.c.name == name)
    await connection.execute(this.values(**values, updated_at=at))
