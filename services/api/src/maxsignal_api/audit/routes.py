"""GET /api/audit."""

from typing import Annotated

from fastapi import APIRouter, Query

from maxsignal_api.audit.schemas import AuditEntry, AuditPage
from maxsignal_api.paging import Limit
from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_common.store import audit

router = APIRouter(prefix="/api/audit", tags=["audit"])

LAST = 2**63 - 1


@router.get("", operation_id="listAudit", dependencies=[KNOWN_PARAMETERS])
async def list_audit(
    parts: NeedsParts,
    subject: Annotated[str | None, Query(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]+$")] = None,
    limit: Limit = 50,
    cursor: Annotated[int | None, Query(ge=1, le=LAST)] = None,
) -> AuditPage:
    """Changes, newest first; `subject` is what was changed: a user's address, an analysis, a setting."""
    async with parts.database.begin() as connection:
        rows = await audit.page(connection, subject=subject, before=cursor, limit=limit + 1)
    items = [AuditEntry.model_validate(dict(row)) for row in rows[:limit]]
    return AuditPage(items=items, next_cursor=items[-1].id if rows[limit:] else None)
