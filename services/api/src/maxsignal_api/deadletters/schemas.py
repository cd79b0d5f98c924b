"""A dead letter as an operator sees it."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel


class LetterState(StrEnum):
    OPEN = "open"
    REPLAYED = "replayed"
    DROPPED = "dropped"


class LetterSummary(BaseModel):
    id: int
    consumer: str
    stream: str
    subject: str
    code: str
    detail: str
    deliveries: int
    state: LetterState
    bytes: int
    created_at: datetime
    resolved_at: datetime | None


class LetterList(BaseModel):
    items: list[LetterSummary]
    next_cursor: str | None


class Letter(LetterSummary):
    """`payload` is the body as it arrived; what is no text comes as base64."""

    headers: dict[str, str]
    payload: str
    encoding: Literal["utf-8", "base64"]


class LetterResolved(BaseModel):
    id: int
    state: LetterState
