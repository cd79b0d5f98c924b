"""Who asks: known for the length of a request, like its trace id, so that every change names its author."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.store import audit
from maxsignal_common.store.users import Role, User


@dataclass(frozen=True)
class Actor:
    """A user with the session, a machine's token (neither), or nobody (no role either)."""

    name: str
    role: Role | None = None
    network: str | None = None
    user: User | None = None
    session_id: UUID | None = None

    @property
    def unlimited(self) -> bool:
        """A machine that an administrator lets administer: the launcher, a benchmark."""
        return self.user is None and self.role is Role.ADMIN

    @property
    def by(self) -> audit.By:
        request_id = structlog.contextvars.get_contextvars().get("trace_id")
        return audit.By(self.name, self.network, request_id)


_current: ContextVar[Actor] = ContextVar("actor")


def bind(actor: Actor) -> None:
    _current.set(actor)


def actor() -> Actor:
    """Who asks; LookupError outside of a request."""
    return _current.get()


async def record(
    connection: AsyncConnection,
    action: str,
    subject: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write into the log of changes, in the transaction of the change; `action` is `<thing>.<what>`."""
    await audit.record(connection, actor().by, audit.Change(action, subject, before, after))
