"""Logs in and out, lets users change what is theirs; the old password stands before password and address."""

from typing import NamedTuple
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth import limiting, views
from maxsignal_api.auth.actor import Actor, actor, bind, record
from maxsignal_api.auth.passwords import require_good
from maxsignal_api.auth.schemas import Login, Me, NewEmail, NewPassword, Preferences, SessionList
from maxsignal_api.auth.secret_tokens import digest, new_token
from maxsignal_api.parts import Parts
from maxsignal_api.problems import ProblemError
from maxsignal_common.store import sessions, users
from maxsignal_common.store.limits import give_back
from maxsignal_common.store.users import Account, User

log = structlog.get_logger(__name__)


class Client(NamedTuple):
    """From where a session is opened; `old_token` is the one its browser had until now."""

    network: str
    agent: str
    old_token: str | None


async def login(parts: Parts, request: Login, client: Client) -> tuple[str, Me]:
    """A new session's token; every refusal looks the same and takes the same time."""
    key = limiting.login_key(request.email, client.network)
    async with parts.database.begin() as connection:
        await limiting.require_rate(connection, key, limiting.LOGIN)
        await limiting.require_rate(connection, f"login from {client.network}", limiting.LOGIN_NETWORK)
        account = await users.account_of(connection, request.email)
    kept = account.password_hash if account else None
    right, newer = await parts.passwords.check(request.password.get_secret_value(), kept)
    if account is None or not (right and account.opens):
        raise _refused(client)
    async with parts.database.begin() as connection:
        await _unchanged(connection, account, client)
        await give_back(connection, key)
        if newer:
            await users.rehash(connection, account.user.id, account.password_hash, newer)
        if client.old_token:
            await sessions.end_token(connection, digest(client.old_token))
        bind(Actor(account.user.email, account.user.role, client.network, account.user))
        await record(connection, "session.opened", account.user.email)
        return await _open_session(connection, account.user, client), views.me(account.user)


async def _unchanged(connection: AsyncConnection, account: Account, client: Client) -> None:
    """While the password was computed it may have been changed, or its user been disabled."""
    again = await users.account_of(connection, account.user.email, lock=True)
    if again is None or not again.opens or again.password_hash != account.password_hash:
        raise _refused(client)


def _refused(client: Client) -> ProblemError:
    log.warning("login_refused", network=client.network)
    return ProblemError(401, "wrong_credentials", "address or password is wrong")


async def _open_session(connection: AsyncConnection, user: User, client: Client) -> str:
    token = new_token()
    new = sessions.NewSession(uuid4(), digest(token), user.id, client.network, client.agent[:200])
    await sessions.open_session(connection, new)
    return token


async def logout(parts: Parts) -> None:
    who = actor()
    async with parts.database.begin() as connection:
        if who.user and who.session_id:
            await sessions.end_session(connection, who.session_id, of=who.user.id)
            await record(connection, "session.closed", who.user.email)


def me() -> Me:
    who = actor()
    if who.user:
        return views.me(who.user)
    if who.role is None:
        raise ProblemError(401, "login_required", "log in first")
    return views.machine(who, who.role)


async def change_preferences(parts: Parts, request: Preferences) -> Me:
    user = own_account()
    forgets = {"telegram_chat_id"} & request.model_fields_set
    values = {name: value for name, value in request if value is not None or name in forgets}
    async with parts.database.begin() as connection:
        if values:
            await users.change_user(connection, user.id, **values)
            before = {name: getattr(user, name) for name in values}
            await record(connection, "user.changed", user.email, before=before, after=values)
        return views.me(await users.find_user(connection, user.id) or user)


async def change_password(parts: Parts, request: NewPassword, client: Client) -> tuple[str, Me]:
    """Ends every session of the user and opens this one anew."""
    user, new = own_account(), request.new_password.get_secret_value()
    await _prove(parts, user, request.current_password.get_secret_value())
    require_good(new, user.email, user.name)
    if new == request.current_password.get_secret_value():
        raise ProblemError(422, "password_unchanged", "the new password is the old one")
    kept = await parts.passwords.hash(new)
    async with parts.database.begin() as connection:
        await users.set_password(connection, user.id, kept)
        ended = await sessions.end_sessions(connection, user.id)
        await record(connection, "user.password_changed", user.email, after={"sessions_ended": ended})
        token = await _open_session(connection, user, client)
        return token, views.me(await users.find_user(connection, user.id) or user)


async def change_email(parts: Parts, request: NewEmail) -> Me:
    user = own_account()
    await _prove(parts, user, request.current_password.get_secret_value())
    try:
        async with parts.database.begin() as connection:
            await users.change_user(connection, user.id, email=request.email)
            addresses = {"before": {"email": user.email}, "after": {"email": request.email}}
            await record(connection, "user.changed", user.email, **addresses)
            return views.me(await users.find_user(connection, user.id) or user)
    except IntegrityError as error:
        raise ProblemError(409, "email_taken", "there is an account with this address") from error


async def list_sessions(parts: Parts) -> SessionList:
    async with parts.database.begin() as connection:
        found = await sessions.sessions_of(connection, own_account().id)
    return SessionList(items=[views.session_card(one, actor().session_id) for one in found])


async def end_session(parts: Parts, session_id: UUID) -> None:
    user = own_account()
    async with parts.database.begin() as connection:
        if not await sessions.end_session(connection, session_id, of=user.id):
            raise ProblemError(404, "unknown_session", "you have no such session")
        await record(connection, "session.ended", user.email, before={"session": str(session_id)})


def own_account() -> User:
    """The user who asks; ProblemError 403 for a machine, which has neither password nor sessions."""
    user = actor().user
    if user is None:
        raise ProblemError(403, "no_account", "a token has no account; log in for this")
    return user


async def _prove(parts: Parts, user: User, password: str) -> None:
    """Whoever sits at an open session still has to know its password; guessing it is slow here too."""
    key = f"password of {user.id}"
    async with parts.database.begin() as connection:
        await limiting.require_rate(connection, key, limiting.REAUTHENTICATION)
        account = await users.account_of(connection, user.email)
    right, _ = await parts.passwords.check(password, account and account.password_hash)
    if not right:
        raise ProblemError(403, "wrong_password", "the current password is wrong")
    async with parts.database.begin() as connection:
        await give_back(connection, key)
