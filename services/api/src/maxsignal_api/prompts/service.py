"""Reads and changes prompts; every decision about a change is made here, inside one transaction."""

from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.idempotency import fingerprint, made_before
from maxsignal_api.matching import active_changed, require_match
from maxsignal_api.problems import ProblemError
from maxsignal_api.prompts import views
from maxsignal_api.prompts.samples import find_sample
from maxsignal_api.prompts.schemas import (
    NewPromptVersion,
    Preview,
    PreviewRequest,
    PromptActivation,
    PromptDetail,
    PromptDiff,
    PromptList,
    PromptVersionDetail,
    PromptVersionList,
)
from maxsignal_common.prompting import KnownVersions, Prompt, PromptDocument, PromptStep
from maxsignal_common.store import prompts
from maxsignal_common.store.commands import KeyUse
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.prompts import ActivePrompt
from maxsignal_llm.prompts import problems_of, render


class Change(NamedTuple):
    """Which step's prompt is to be changed, and under which conditions."""

    step: PromptStep
    if_match: str | None
    key: str | None


async def list_prompts(database: Database) -> PromptList:
    async with database.begin() as connection:
        found = [await prompts.find_active(connection, step) for step in PromptStep]
        known = await prompts.known_versions(connection)
    return PromptList(items=[views.card(one, known[one.step]) for one in found if one])


async def get_prompt(database: Database, step: PromptStep) -> PromptDetail:
    async with database.begin() as connection:
        return await _detail(connection, step)


async def list_versions(
    database: Database, step: PromptStep, *, before: int | None, limit: int
) -> PromptVersionList:
    async with database.begin() as connection:
        active = await _known(connection, step)
        rows = await prompts.versions_page(connection, step, before=before, limit=limit + 1)
    page, more = rows[:limit], rows[limit:]
    return PromptVersionList(
        items=[views.version_card(row, active=active.version) for row in page],
        next_cursor=page[-1]["version"] if more else None,
    )


async def get_version(database: Database, step: PromptStep, version: int) -> PromptVersionDetail:
    async with database.begin() as connection:
        active = await _known(connection, step)
        return views.version_detail(await _version(connection, step, version), active=active.version)


async def compare(database: Database, step: PromptStep, older: int, newer: int) -> PromptDiff:
    async with database.begin() as connection:
        await _known(connection, step)
        rows = [await _version(connection, step, version) for version in (older, newer)]
    return views.differences(*rows)


async def add_version(database: Database, change: Change, request: NewPromptVersion) -> PromptVersionDetail:
    document = _sound(change.step, request)
    async with database.begin() as connection:
        active = await _known(connection, change.step, lock=True)
        first_use = KeyUse(document.sha256(), fingerprint(f"prompt {change.step} add", request))
        repeated = await made_before(connection, change.key, first_use) is not None
        if not repeated:
            _require_match(change, active.version)
        version, new = await prompts.add_version(connection, document, author=actor().name, note=request.note)
        if not (new or repeated):
            raise ProblemError(409, "version_exists", f"version {version} says the same; activate that")
        if new:
            told = {"version": version, "texts": document.sha256()}
            await record(connection, "prompt.version_added", change.step, after=told)
        return views.version_detail(await _version(connection, change.step, version), active=active.version)


async def activate(database: Database, change: Change, request: PromptActivation) -> PromptDetail:
    async with database.begin() as connection:
        active = await _known(connection, change.step, lock=True)
        first_use = KeyUse(str(request.version), fingerprint(f"prompt {change.step} activate", request))
        if await made_before(connection, change.key, first_use) is None:
            _require_match(change, active.version)
            await _version(connection, change.step, request.version)
            at = await database_now(connection)
            await prompts.activate(connection, change.step, request.version, by=actor().name, at=at)
            before, after = {"version": active.version}, {"version": request.version}
            await record(connection, "prompt.activated", change.step, before=before, after=after)
        return await _detail(connection, change.step)


async def preview(database: Database, step: PromptStep, request: PreviewRequest) -> Preview:
    async with database.begin() as connection:
        active = await _known(connection, step)
        row = await _version(connection, step, active.version)
        text = row["texts"][request.language] if request.text is None else request.text
        if problems := problems_of(step, text):
            return views.preview(problems, (), None)
        sample = await find_sample(connection, step, request.run_id)
    if sample is None:
        return views.preview((), (), None)
    prompt = _readable(step, request, text)
    return views.preview((), render(prompt, sample.variables), sample.run_id)


def _readable(step: PromptStep, request: PreviewRequest, text: str) -> Prompt:
    try:
        return Prompt(step=step, version="draft", language=request.language, text=text)
    except ValidationError as error:
        raise ProblemError(422, "invalid_prompt", error.errors()[0]["msg"]) from error


def _sound(step: PromptStep, request: NewPromptVersion) -> PromptDocument:
    """What may be stored: in every language a text that renders."""
    for language, text in request.texts.items():
        if problems := problems_of(step, text):
            first = problems[0]
            where = f"{language}, line {first.line}, column {first.column}"
            raise ProblemError(422, "invalid_prompt", f"{where}: {first.detail}")
    try:
        return PromptDocument(step=step, texts=request.texts)
    except ValidationError as error:
        raise ProblemError(422, "invalid_prompt", error.errors()[0]["msg"]) from error


async def _known(connection: AsyncConnection, step: PromptStep, *, lock: bool = False) -> ActivePrompt:
    active = await prompts.find_active(connection, step, lock=lock)
    if active is None:
        raise ProblemError(404, "unknown_prompt", "no prompt of this step is installed")
    return active


async def _detail(connection: AsyncConnection, step: PromptStep) -> PromptDetail:
    active = await _known(connection, step)
    known = (await prompts.known_versions(connection)).get(step, KnownVersions(0, 0))
    return views.detail(active, known, await _version(connection, step, active.version))


async def _version(connection: AsyncConnection, step: PromptStep, version: int) -> RowMapping:
    row = await prompts.find_version(connection, step, version)
    if row is None:
        raise ProblemError(404, "unknown_version", "the prompt has no such version")
    return row


def _require_match(change: Change, version: int) -> None:
    require_match(change.if_match, version, thing="prompt", changed=active_changed(version))
