"""One change: who made it, from where, what differs."""

from datetime import datetime

from pydantic import BaseModel, JsonValue


class AuditEntry(BaseModel):
    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None
    network: str | None
    request_id: str | None


class AuditPage(BaseModel):
    items: list[AuditEntry]
    next_cursor: int | None
