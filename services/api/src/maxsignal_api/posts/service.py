"""Orders the post of a merged run to be sent; once."""

from uuid import UUID

from maxsignal_api.auth.actor import record
from maxsignal_api.posts.schemas import PublishAccepted
from maxsignal_api.problems import ProblemError
from maxsignal_common.ids import post_id
from maxsignal_common.store.commands import order_publishing
from maxsignal_common.store.database import Database
from maxsignal_common.store.dbclock import database_now
from maxsignal_common.store.reads import run_row

REFUSALS = {
    "publishing": ("already_publishing", "the post is being sent"),
    "published": ("already_published", "the post was sent"),
    "failed": ("run_failed", "the run failed and has no post"),
}
NO_POST_YET = ("run_not_merged", "the run has no post yet")


async def publish(database: Database, run_id: UUID) -> PublishAccepted:
    async with database.begin() as connection:
        if not await order_publishing(connection, run_id, at=await database_now(connection)):
            row = await run_row(connection, run_id)
            if row is None:
                raise ProblemError(404, "unknown_run", "there is no such run")
            raise ProblemError(409, *REFUSALS.get(row["status"], NO_POST_YET))
        await record(connection, "post.publish_ordered", str(run_id))
    return PublishAccepted(run_id=run_id, post_id=post_id(run_id))
