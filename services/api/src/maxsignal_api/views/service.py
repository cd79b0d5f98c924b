"""Keeps views of the user who asks; nobody sees another's."""

from uuid import UUID, uuid4

from maxsignal_api.auth.actor import record
from maxsignal_api.auth.service import own_account
from maxsignal_api.problems import ProblemError
from maxsignal_api.views.schemas import NewSavedView, Page, SavedView, SavedViewList
from maxsignal_common.store import saved_views
from maxsignal_common.store.database import Database

MOST = 50


async def list_views(database: Database, page: Page | None) -> SavedViewList:
    user = own_account()
    async with database.begin() as connection:
        rows = await saved_views.views_of(connection, user.id, page)
    return SavedViewList(items=[SavedView.model_validate(dict(row)) for row in rows])


async def save(database: Database, request: NewSavedView) -> SavedView:
    user = own_account()
    async with database.begin() as connection:
        if await saved_views.count_views(connection, user.id) >= MOST:
            raise ProblemError(409, "too_many_views", f"nobody finds anything among more than {MOST}")
        new = saved_views.NewView(uuid4(), user.id, **request.model_dump())
        row = await saved_views.add_view(connection, new)
        if row is None:
            raise ProblemError(409, "name_taken", "you have a view of this name already")
        await record(connection, "view.saved", user.email, after=request.model_dump(mode="json"))
    return SavedView.model_validate(dict(row))


async def remove(database: Database, view_id: UUID) -> None:
    user = own_account()
    async with database.begin() as connection:
        if not await saved_views.remove_view(connection, view_id, of=user.id):
            raise ProblemError(404, "unknown_view", "you have no such view")
        await record(connection, "view.removed", user.email, before={"view": str(view_id)})
