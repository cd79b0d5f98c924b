"""Shows a post as it would be sent; adds revisions to it until it was ordered to be sent."""

import hashlib
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.matching import require_match
from maxsignal_api.posts.service import NO_POST_YET, REFUSALS, WITH_POST
from maxsignal_api.problems import ProblemError
from maxsignal_api.revisions import views
from maxsignal_api.revisions.rewriting import rewrite
from maxsignal_api.revisions.schemas import NewRevision, PostDetail, RevisionList
from maxsignal_common.analysis import Language
from maxsignal_common.events import PostMerged
from maxsignal_common.rendered import RenderedPost
from maxsignal_common.store import revisions
from maxsignal_common.store.commands import lock_run, merged_post
from maxsignal_common.store.database import Database
from maxsignal_common.store.reads import one_snapshot, post_time, run_row
from maxsignal_posts.editing import tidy


class Change(NamedTuple):
    """Which post is changed, and from which revision on."""

    run_id: UUID
    if_match: str | None


async def get_post(database: Database, run_id: UUID) -> PostDetail:
    async with database.begin() as connection:
        await one_snapshot(connection)
        return await _detail(connection, run_id)


async def revise(database: Database, change: Change, request: NewRevision) -> PostDetail:
    async with database.begin() as connection:
        await _lock_unsent(connection, change.run_id)
        post = await merged_post(connection, change.run_id)
        original = _in(post, request.language)
        newest = (await revisions.newest_revisions(connection, change.run_id)).get(request.language)
        number = newest.number if newest else 0
        changed = ("post_revised", f"revision {number} is the newest now; look at it first")
        require_match(change.if_match, number, thing="text: its revision", changed=changed)
        text = tidy(request.text)
        if text == (newest.post if newest else original).text:
            raise ProblemError(422, "text_unchanged", "the newest revision says just that")
        written = rewrite(post, original, text)
        await revisions.add_revision(
            connection,
            change.run_id,
            written,
            number=number + 1,
            note=request.note,
            made_by=actor().name,
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        before = {"language": request.language, "revision": number}
        after = {"language": request.language, "revision": number + 1, "sha256": digest}
        await record(connection, "post.revised", str(change.run_id), before=before, after=after)
        return await _detail(connection, change.run_id)


async def list_revisions(database: Database, run_id: UUID, language: Language) -> RevisionList:
    async with database.begin() as connection:
        await one_snapshot(connection)
        await _with_post(connection, run_id)
        original = _in(await merged_post(connection, run_id), language)
        merged_at = await post_time(connection, run_id)
        found = await revisions.revisions_of(connection, run_id, language)
    return RevisionList(items=views.history(original, merged_at, found))


async def _detail(connection: AsyncConnection, run_id: UUID) -> PostDetail:
    row = await _with_post(connection, run_id)
    post = await merged_post(connection, run_id)
    newest = await revisions.newest_revisions(connection, run_id)
    editable = row["status"] == "merged" and not await revisions.was_ordered(connection, run_id)
    return views.detail(row, post, newest, editable=editable)


async def _with_post(connection: AsyncConnection, run_id: UUID) -> RowMapping:
    row = await run_row(connection, run_id)
    if row is None:
        raise ProblemError(404, "unknown_run", "there is no such run")
    if row["status"] not in WITH_POST:
        raise ProblemError(409, *REFUSALS.get(row["status"], NO_POST_YET))
    return row


async def _lock_unsent(connection: AsyncConnection, run_id: UUID) -> None:
    """Until the transaction ends nobody orders the post to be sent."""
    status = await lock_run(connection, run_id)
    if status is None:
        raise ProblemError(404, "unknown_run", "there is no such run")
    if status != "merged":
        raise ProblemError(409, *REFUSALS.get(status, NO_POST_YET))
    if await revisions.was_ordered(connection, run_id):
        raise ProblemError(409, "post_was_ordered", "somebody was sent this post; it stays as they have it")


def _in(post: PostMerged, language: Language) -> RenderedPost:
    found = next((one for one in post.posts if one.language is language), None)
    if found is None:
        raise ProblemError(422, "language_not_written", "the post was not written in this language")
    return found
