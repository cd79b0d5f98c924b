"""Who is logged in, as clients see it; pure."""

from uuid import UUID

from maxsignal_api.auth.actor import Actor
from maxsignal_api.auth.schemas import Me, SessionCard
from maxsignal_common.store.sessions import Session
from maxsignal_common.store.users import Role, User


def me(user: User) -> Me:
    told = {name: getattr(user, name) for name in Me.model_fields.keys() & set(User._fields)}
    return Me(**told, must_change_password=user.one_time_until is not None)


def machine(actor: Actor, role: Role) -> Me:
    nothing = dict.fromkeys(("id", "email", "language", "zone", "telegram_chat_id"))
    return Me.model_validate({**nothing, "name": actor.name, "role": role, "must_change_password": False})


def session_card(session: Session, current: UUID | None) -> SessionCard:
    return SessionCard(**session._asdict(), current=session.id == current)
