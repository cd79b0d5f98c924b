"""A model call as clients see it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class Call(BaseModel):
    """`model` was asked, `served_model` answered; `cost_basis` says how the cost is known.

    `unknown` calls were lost with their worker and count at the worst case; `gave_up` says why a step went
    on without a model. A call with a `replay_id` was made beside the run, which does not count it.
    """

    id: UUID
    step: str
    attempt: int
    state: Literal["open", "answered", "failed", "unknown", "gave_up"]
    model: str | None
    served_model: str | None
    provider: str | None
    prompt_version: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: Decimal | None
    cost_basis: str | None
    latency_ms: int | None
    fault: str | None
    detail: str | None
    started_at: datetime
    finished_at: datetime | None
    replay_id: UUID | None = None


class CallList(BaseModel):
    items: list[Call]
    next_cursor: str | None = None


class Message(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: str


class CallDetail(Call):
    """With what was asked and what came back, to the letter."""

    messages: list[Message]
    temperature: float
    max_tokens: int
    answer: str | None
