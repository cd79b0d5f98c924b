"""A filter that is kept: a name, and what stands behind the question mark of the page's address."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from maxsignal_common.market import Frozen


class Page(StrEnum):
    """The lists that can be filtered."""

    RUNS = "runs"
    SUBSCRIBERS = "subscribers"


class NewSavedView(Frozen):
    page: Page
    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=60, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$"),
    ]
    search: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x20\x7f#]*$")]


class SavedView(BaseModel):
    id: UUID
    page: Page
    name: str
    search: str
    created_at: datetime


class SavedViewList(BaseModel):
    items: list[SavedView]
