"""Prompts and their versions: versions are only ever added, one of each step is active."""

from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.errors import PermanentError
from maxsignal_common.prompting import KnownVersions, Prompt, PromptDocument, PromptStep
from maxsignal_common.store.prompts_schema import prompt_versions, prompts

# What the column takes.
NEWEST = 2**31 - 1


class UnknownPromptError(PermanentError):
    """A run names a version that this installation does not have, or that cannot be read."""

    def __init__(self, step: str, version: str, why: str = "there is no such version") -> None:
        super().__init__("unknown_prompt", f"version {version} of the prompt {step}: {why}")


class ActivePrompt(NamedTuple):
    """Which version of a step is active, and who chose it."""

    step: PromptStep
    version: int
    activated_by: str


async def find_prompt(
    connection: AsyncConnection, step: PromptStep, version: str, language: Language
) -> Prompt:
    """The text a run is frozen to; raises UnknownPromptError."""
    number = int(version) if version.isdecimal() else 0
    row = await find_version(connection, step, number) if 0 < number <= NEWEST else None
    if row is None:
        raise UnknownPromptError(step, version)
    try:
        return Prompt(step=step, version=version, language=language, text=row["texts"][language])
    except (KeyError, TypeError, ValidationError) as error:
        raise UnknownPromptError(step, version, f"it cannot be read in {language}") from error


async def known_versions(connection: AsyncConnection) -> dict[PromptStep, KnownVersions]:
    """Of each step the active version and the newest: what a run may name."""
    newest = func.max(prompt_versions.c.version).label("newest")
    joined = prompts.join(prompt_versions, prompt_versions.c.step == prompts.c.step)
    query = select(prompts.c.step, prompts.c.active_version, newest).select_from(joined)
    rows = await connection.execute(query.group_by(prompts.c.step, prompts.c.active_version))
    return {PromptStep(step): KnownVersions(active, top) for step, active, top in rows if step in PromptStep}


async def find_active(
    connection: AsyncConnection, step: PromptStep, *, lock: bool = False
) -> ActivePrompt | None:
    """None where the step has no prompt; with `lock` nobody else changes it before this transaction ends."""
    query = select(prompts.c.step, prompts.c.active_version, prompts.c.activated_by)
    query = query.where(prompts.c.step == step)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    return ActivePrompt(PromptStep(row[0]), row[1], row[2]) if row else None


async def create_prompt(
    connection: AsyncConnection, document: PromptDocument, *, author: str, note: str
) -> bool:
    """Store a step's first version, which is active; False when it has one."""
    row = {"step": document.step, "active_version": 1, "activated_by": author}
    created = insert(prompts).values(row).on_conflict_do_nothing().returning(prompts.c.step)
    if (await connection.execute(created)).scalar() is None:
        return False
    await _insert_version(connection, document, 1, author=author, note=note)
    return True


async def add_version(
    connection: AsyncConnection, document: PromptDocument, *, author: str, note: str
) -> tuple[int, bool]:
    """The version that says this, and whether it is new; lock the step first."""
    of_step = prompt_versions.c.step == document.step
    same = select(prompt_versions.c.version).where(of_step, prompt_versions.c.hash == document.sha256())
    if (known := (await connection.execute(same)).scalar()) is not None:
        return int(known), False
    newest = await connection.execute(select(func.max(prompt_versions.c.version)).where(of_step))
    version = int(newest.scalar_one()) + 1
    await _insert_version(connection, document, version, author=author, note=note)
    return version, True


async def activate(
    connection: AsyncConnection, step: PromptStep, version: int, *, by: str, at: datetime
) -> None:
    """Let new runs take this version, which exists."""
    values = {"active_version": version, "activated_by": by, "updated_at": at}
    await connection.execute(update(prompts).where(prompts.c.step == step).values(values))


async def versions_page(
    connection: AsyncConnection, step: PromptStep, *, before: int | None, limit: int
) -> list[RowMapping]:
    """Newest first."""
    query = select(prompt_versions).where(prompt_versions.c.step == step)
    if before:
        query = query.where(prompt_versions.c.version < before)
    query = query.order_by(prompt_versions.c.version.desc()).limit(limit)
    return list((await connection.execute(query)).mappings().all())


async def find_version(connection: AsyncConnection, step: PromptStep, version: int) -> RowMapping | None:
    query = select(prompt_versions).where(
        prompt_versions.c.step == step, prompt_versions.c.version == version
    )
    return (await connection.execute(query)).mappings().first()


async def _insert_version(
    connection: AsyncConnection, document: PromptDocument, version: int, *, author: str, note: str
) -> None:
    row = {"step": document.step, "version": version, "texts": document.texts, "hash": document.sha256()}
    await connection.execute(insert(prompt_versions).values(**row, author=author, note=note))
