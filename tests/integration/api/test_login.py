"""Who logs in gets a session of its own, for as long as it is theirs. Numbers are OWASP ASVS 5.0."""

import base64
from http.cookies import SimpleCookie

import httpx
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from maxsignal_api.app import at_the_edge, build_app
from maxsignal_api.parts import Parts
from maxsignal_api.visit import Site
from maxsignal_common.store.auth_schema import users
from maxsignal_common.store.database import Database
from tests.fixtures.access import PASSWORD, join
from tests.integration.api.people import (
    ADMIN,
    COOKIE,
    NEW,
    TRADER,
    Browser,
    code_of,
    logged_in,
    login,
    status_of,
)

PUBLIC = "https://signals.example"


async def sql(owner: Database, statement: str) -> list[tuple[object, ...]]:
    async with owner.begin() as connection:
        done = await connection.execute(text(statement))
        return [tuple(row) for row in done] if done.returns_rows else []


class TestCookie:
    """3.3.1 to 3.3.4"""

    async def test_loopback_cookie_is_plain_and_hidden(self, browser: Browser, owner: Database) -> None:
        await join(owner, TRADER)
        cookie = SimpleCookie((await login(browser(), TRADER)).headers["Set-Cookie"])[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
        assert (cookie["secure"], cookie["domain"]) == ("", "")

    async def test_public_cookie_is_bound_to_the_host(self, parts: Parts, owner: Database) -> None:
        await join(owner, TRADER)
        edge = at_the_edge(build_app(parts), parts, Site(PUBLIC))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(edge), base_url=PUBLIC, headers={"Origin": PUBLIC}
        ) as web:
            told = (await login(web, TRADER)).headers["Set-Cookie"]
            assert await status_of(web) == 200
        cookie = SimpleCookie(told)[f"__Host-{COOKIE}"]
        assert (cookie["secure"], cookie["httponly"], cookie["domain"]) == (True, True, "")

    async def test_token_is_256_random_bits(self, trader: httpx.AsyncClient, owner: Database) -> None:
        """7.2.3, 11.5.1: and the database knows only its hash."""
        token = trader.cookies[COOKIE]
        assert len(base64.urlsafe_b64decode(token + "=")) == 32
        [(kept,)] = await sql(owner, "SELECT token_sha256 FROM sessions")
        assert isinstance(kept, bytes)
        assert len(kept) == 32
        assert token.encode() not in kept


class TestSession:
    async def test_login_gives_a_token_nobody_knew(self, browser: Browser, owner: Database) -> None:
        """7.2.4: a token that was slipped in is not taken over, and the one before is over."""
        await join(owner, TRADER)
        web = browser()
        web.cookies.set(COOKIE, "slipped-in", domain="127.0.0.1")
        assert await status_of(web) == 401
        web.cookies.clear()
        first = (await logged_in(web, TRADER)).cookies[COOKIE]
        second = (await logged_in(web, TRADER)).cookies[COOKIE]
        assert first != second
        web.cookies.clear()
        assert (await web.get("/api/auth/me", headers={"Cookie": f"{COOKIE}={first}"})).status_code == 401

    @pytest.mark.parametrize(
        ("column", "alive", "over"),
        [("last_seen_at", "11 hours 59 minutes", "12 hours"), ("created_at", "6 days 23 hours", "7 days")],
    )
    async def test_session_ends_idle_and_of_age(
        self, trader: httpx.AsyncClient, owner: Database, column: str, alive: str, over: str
    ) -> None:
        """7.3.1, 7.3.2: by the database's clock, so moving the row is moving the time."""
        move = "UPDATE sessions SET {} = now() - interval '{}'"
        await sql(owner, move.format(column, alive))
        assert await status_of(trader) == 200
        await sql(owner, move.format(column, over))
        assert await status_of(trader) == 401

    async def test_use_keeps_a_session_awake(self, trader: httpx.AsyncClient, owner: Database) -> None:
        await sql(owner, "UPDATE sessions SET last_seen_at = now() - interval '11 hours'")
        await status_of(trader)
        [(awake,)] = await sql(owner, "SELECT last_seen_at > now() - interval '1 minute' FROM sessions")
        assert awake

    async def test_logout_ends_it_at_once(self, trader: httpx.AsyncClient) -> None:
        """7.4.1"""
        token = trader.cookies[COOKIE]
        answer = await trader.post("/api/auth/logout")
        assert (answer.status_code, COOKIE in trader.cookies) == (204, False)
        assert (await trader.get("/api/auth/me", headers={"Cookie": f"{COOKIE}={token}"})).status_code == 401

    async def test_own_sessions_are_seen_and_ended(self, trader: httpx.AsyncClient, browser: Browser) -> None:
        """7.5.2"""
        other = await logged_in(browser("192.0.2.9"), TRADER)
        listed = (await trader.get("/api/auth/sessions")).json()["items"]
        assert {(one["network"], one["current"]) for one in listed} == {
            ("198.51.100.0/24", True),
            ("192.0.2.0/24", False),
        }
        [theirs] = [one["id"] for one in listed if not one["current"]]
        assert (await trader.delete(f"/api/auth/sessions/{theirs}")).status_code == 204
        assert (await status_of(other), await status_of(trader)) == (401, 200)

    async def test_sessions_of_others_do_not_exist(
        self, trader: httpx.AsyncClient, admin: httpx.AsyncClient
    ) -> None:
        """8.2.2"""
        [own] = (await admin.get("/api/auth/sessions")).json()["items"]
        answer = await trader.delete(f"/api/auth/sessions/{own['id']}")
        assert code_of(answer) == (404, "unknown_session")
        assert await status_of(admin) == 200


class TestPassword:
    async def test_change_needs_the_old_one(self, trader: httpx.AsyncClient) -> None:
        """6.2.2, 6.2.3, 7.5.1"""
        body = {"current_password": "wrong", "new_password": NEW}
        assert code_of(await trader.post("/api/auth/password", json=body)) == (403, "wrong_password")
        body = {"current_password": "wrong", "email": "new@example.org"}
        assert code_of(await trader.post("/api/auth/email", json=body)) == (403, "wrong_password")

    async def test_change_ends_every_other_session(self, trader: httpx.AsyncClient, browser: Browser) -> None:
        """7.4.3: and the own one gets another token."""
        other, token = await logged_in(browser(), TRADER), trader.cookies[COOKIE]
        body = {"current_password": PASSWORD, "new_password": NEW}
        assert (await trader.post("/api/auth/password", json=body)).status_code == 200
        assert (await status_of(other), await status_of(trader)) == (401, 200)
        assert trader.cookies[COOKIE] != token
        assert (await login(browser(), TRADER)).status_code == 401
        assert (await login(browser(), TRADER, NEW)).status_code == 200

    async def test_address_changes_with_the_password(
        self, trader: httpx.AsyncClient, owner: Database
    ) -> None:
        await join(owner, ADMIN)
        body = {"current_password": PASSWORD, "email": "ADMIN@example.org"}
        assert code_of(await trader.post("/api/auth/email", json=body)) == (409, "email_taken")
        answer = await trader.post("/api/auth/email", json={**body, "email": "Other@Example.org"})
        assert answer.json()["email"] == "other@example.org"

    async def test_last_letter_of_64_counts(self, browser: Browser, owner: Database) -> None:
        """6.2.8, 6.2.9"""
        password = "пароль-из-слов, " * 4
        await join(owner, TRADER, password=password)
        assert (await login(browser(), TRADER, password[:-1] + "!")).status_code == 401
        assert (await login(browser(), TRADER, password)).status_code == 200

    async def test_kept_hash_has_the_decided_parameters(self, owner: Database) -> None:
        """11.4.2"""
        await join(owner, TRADER)
        [(kept,)] = await sql(owner, "SELECT password_hash FROM users")
        assert str(kept).startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    async def test_older_hash_is_renewed_at_login(self, browser: Browser, owner: Database) -> None:
        await join(owner, TRADER)
        weak = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        async with owner.begin() as connection:
            await connection.execute(users.update().values(password_hash=weak))
        await logged_in(browser(), TRADER)
        [(kept,)] = await sql(owner, "SELECT password_hash FROM users")
        assert "m=19456" in str(kept)


class TestFirstPassword:
    async def test_fresh_installation_has_no_way_in(self, owner: Database) -> None:
        """6.3.2"""
        assert await sql(owner, "SELECT FROM users") == await sql(owner, "SELECT FROM api_tokens") == []

    async def test_one_time_password_opens_its_change_alone(
        self, admin: httpx.AsyncClient, browser: Browser
    ) -> None:
        """6.4.1"""
        new = {"email": "new@example.org", "name": "New"}
        password = (await admin.post("/api/auth/register", json=new)).json()["one_time_password"]
        web = await logged_in(browser(), "new@example.org", password)
        assert (await web.get("/api/auth/me")).json()["must_change_password"]
        assert code_of(await web.get("/api/runs")) == (403, "password_change_required")
        body = {"current_password": password, "new_password": NEW}
        assert not (await web.post("/api/auth/password", json=body)).json()["must_change_password"]
        assert (await web.get("/api/runs")).status_code == 200

    async def test_one_time_password_is_soon_too_late(
        self, admin: httpx.AsyncClient, browser: Browser, owner: Database
    ) -> None:
        """6.4.1"""
        new = {"email": "new@example.org", "name": "New"}
        password = (await admin.post("/api/auth/register", json=new)).json()["one_time_password"]
        await sql(owner, "UPDATE users SET one_time_until = now() WHERE one_time_until IS NOT NULL")
        answer = await login(browser(), "new@example.org", password)
        assert code_of(answer) == (401, "wrong_credentials")


async def test_preferences_are_ones_own(trader: httpx.AsyncClient) -> None:
    answer = await trader.patch("/api/auth/me", json={"language": "ru", "zone": "Asia/Tokyo"})
    assert (answer.json()["language"], answer.json()["zone"]) == ("ru", "Asia/Tokyo")
    assert (await trader.patch("/api/auth/me", json={"role": "admin"})).status_code == 422


async def test_machine_is_somebody_without_an_account(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/auth/me")).json()["name"] == "token tests"
    assert code_of(await api.get("/api/auth/sessions")) == (403, "no_account")
