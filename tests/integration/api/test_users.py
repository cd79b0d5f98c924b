"""Administrators manage accounts, tokens and settings; each change stands in the log, no secret does."""

from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from maxsignal_api.parts import Parts
from maxsignal_common.outbound import Outbound
from maxsignal_common.provider_settings import ModelKeys
from maxsignal_common.sealing import Keyring
from maxsignal_common.store.database import Database
from maxsignal_common.store.provided import provided
from tests.fixtures.access import PASSWORD
from tests.integration.api.people import TRADER, Browser, Dump, code_of, logged_in, login, status_of

PERSON = {"email": "New@Example.org", "name": "New"}


async def user_id(admin: httpx.AsyncClient, email: str) -> str:
    items = (await admin.get("/api/users")).json()["items"]
    return str(next(one["id"] for one in items if one["email"] == email))


async def audited(admin: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    return list((await admin.get("/api/audit", params=query)).json()["items"])


class TestUsers:
    async def test_address_has_one_account_however_it_is_written(self, admin: httpx.AsyncClient) -> None:
        answer = await admin.post("/api/auth/register", json=PERSON)
        assert (answer.status_code, answer.json()["user"]["email"]) == (201, "new@example.org")
        again = await admin.post("/api/auth/register", json={**PERSON, "email": "NEW@example.org"})
        assert code_of(again) == (409, "email_taken")

    async def test_disabled_user_is_out_at_once(
        self, admin: httpx.AsyncClient, trader: httpx.AsyncClient, browser: Browser
    ) -> None:
        """7.4.2"""
        await admin.patch(f"/api/users/{await user_id(admin, TRADER)}", json={"disabled": True})
        assert await status_of(trader) == 401
        assert (await login(browser(), TRADER)).status_code == 401
        await admin.patch(f"/api/users/{await user_id(admin, TRADER)}", json={"disabled": False})
        assert (await status_of(trader), (await login(browser(), TRADER)).status_code) == (401, 200)

    async def test_admin_ends_the_sessions_of_a_user(
        self, admin: httpx.AsyncClient, trader: httpx.AsyncClient
    ) -> None:
        """7.4.5"""
        answer = await admin.delete(f"/api/users/{await user_id(admin, TRADER)}/sessions")
        assert answer.json() == {"ended": 1}
        assert await status_of(trader) == 401

    async def test_reset_password_replaces_the_forgotten_one(
        self, admin: httpx.AsyncClient, trader: httpx.AsyncClient, browser: Browser
    ) -> None:
        answer = await admin.post(f"/api/users/{await user_id(admin, TRADER)}/password")
        assert await status_of(trader) == 401
        web = await logged_in(browser(), TRADER, answer.json()["one_time_password"])
        assert (await web.get("/api/auth/me")).json()["must_change_password"]

    @pytest.mark.parametrize("change", [{"role": "trader"}, {"disabled": True}])
    async def test_somebody_can_always_administer(
        self, admin: httpx.AsyncClient, change: dict[str, object]
    ) -> None:
        own = await user_id(admin, "admin@example.org")
        assert code_of(await admin.patch(f"/api/users/{own}", json=change)) == (409, "last_admin")
        assert await status_of(admin) == 200

    async def test_fields_that_are_not_offered_are_refused(self, admin: httpx.AsyncClient) -> None:
        """15.3.3"""
        own = await user_id(admin, "admin@example.org")
        for body in ({"password_hash": "x"}, {"email": "b@example.org"}, {"disabled": "yes"}):
            assert (await admin.patch(f"/api/users/{own}", json=body)).status_code == 422


class TestTokens:
    async def test_token_works_until_it_is_revoked(self, admin: httpx.AsyncClient, browser: Browser) -> None:
        made = (await admin.post("/api/tokens", json={"name": "robot", "role": "trader"})).json()
        web = browser()
        del web.headers["Origin"]
        web.headers["Authorization"] = f"Bearer {made['token']}"
        assert (await web.get("/api/runs")).status_code == 200
        assert (await admin.delete("/api/tokens/robot")).status_code == 204
        assert (await web.get("/api/runs")).status_code == 401
        assert code_of(await admin.delete("/api/tokens/robot")) == (404, "unknown_token")

    async def test_live_name_is_taken_and_then_free(self, admin: httpx.AsyncClient) -> None:
        body = {"name": "robot", "role": "trader"}
        assert (await admin.post("/api/tokens", json=body)).status_code == 201
        assert code_of(await admin.post("/api/tokens", json=body)) == (409, "token_name_taken")
        await admin.delete("/api/tokens/robot")
        assert (await admin.post("/api/tokens", json=body)).status_code == 201


class TestAudit:
    async def test_change_tells_who_what_and_from_where(self, admin: httpx.AsyncClient) -> None:
        """16.2.1"""
        answer = await admin.post("/api/auth/register", json=PERSON)
        [entry] = await audited(admin, subject="new@example.org")
        assert (entry["actor"], entry["action"]) == ("admin@example.org", "user.created")
        assert (entry["network"], entry["request_id"]) == ("198.51.100.0/24", answer.headers["X-Trace-Id"])
        assert entry["after"] == {"role": "trader", "name": "New"}

    async def test_refused_change_leaves_no_entry(self, admin: httpx.AsyncClient) -> None:
        before = await audited(admin)
        await admin.patch(f"/api/users/{await user_id(admin, 'admin@example.org')}", json={"role": "trader"})
        assert await audited(admin) == before

    async def test_changes_of_analyses_and_runs_are_told(self, api: httpx.AsyncClient) -> None:
        run = (await api.post("/api/runs", json={"instrument": "IBM", "timeframe": "D1"})).json()["run_id"]
        await api.post("/api/analyses/daystart/archive")
        await api.post("/api/analyses/daystart/restore")
        told = [(one["action"], one["subject"]) for one in await audited(api)]
        assert told[:3] == [
            ("analysis.restored", "daystart"),
            ("analysis.archived", "daystart"),
            ("run.requested", run),
        ]

    async def test_log_comes_in_pages(self, api: httpx.AsyncClient) -> None:
        for number in range(5):
            await api.post("/api/tokens", json={"name": f"robot{number}", "role": "trader"})
        first = (await api.get("/api/audit", params={"limit": 3})).json()
        second = (await api.get("/api/audit", params={"limit": 3, "cursor": first["next_cursor"]})).json()
        names = [one["subject"] for one in first["items"] + second["items"]]
        assert names == ["robot4", "robot3", "robot2", "robot1", "robot0", "tests"]
        assert second["next_cursor"] is None

    async def test_hostile_name_stays_one_value(self, admin: httpx.AsyncClient) -> None:
        """16.4.1"""
        person = {"email": "x@example.org", "name": "a\u2028b<script>\u001b"}
        assert (await admin.post("/api/auth/register", json=person)).status_code == 422


CANARY = "sk-kanarienvogel-0123456789abcdef"
LLM = "llm_api_key"


@pytest.fixture
def sealing(parts: Parts) -> Parts:
    object.__setattr__(parts, "keyring", Keyring({"k1": b"1" * 32}))
    return parts


@pytest.mark.usefixtures("sealing")
class TestSettings:
    async def put(self, admin: httpx.AsyncClient, **values: str | None) -> dict[str, Any]:
        answer = (await admin.patch("/api/settings", json={"values": values})).raise_for_status()
        return {one["name"]: one for one in answer.json()["items"]}

    async def test_secret_is_written_and_only_hinted_at(self, admin: httpx.AsyncClient) -> None:
        """14.2.6"""
        shown = (await self.put(admin, **{LLM: CANARY}))[LLM]
        assert (shown["is_set"], shown["value"], shown["hint"]) == (True, None, "cdef")
        assert shown["changed_by"] == "admin@example.org"

    async def test_blank_keeps_and_null_forgets(self, admin: httpx.AsyncClient) -> None:
        await self.put(admin, **{LLM: CANARY})
        assert (await self.put(admin, **{LLM: ""}))[LLM]["hint"] == "cdef"
        assert not (await self.put(admin, **{LLM: None}))[LLM]["is_set"]

    async def test_short_secret_gives_no_hint(self, admin: httpx.AsyncClient) -> None:
        assert (await self.put(admin, **{LLM: "short"}))[LLM]["hint"] == ""

    async def test_all_or_nothing_is_changed(self, admin: httpx.AsyncClient) -> None:
        body = {"values": {LLM: CANARY, "llm_base_url": "http://169.254.169.254/v1"}}
        assert code_of(await admin.patch("/api/settings", json=body)) == (422, "address_refused")
        assert not any(one["is_set"] for one in (await admin.get("/api/settings")).json()["items"])

    async def test_unknown_setting_is_refused(self, admin: httpx.AsyncClient) -> None:
        answer = await admin.patch("/api/settings", json={"values": {"database_url": "x"}})
        assert code_of(answer) == (422, "unknown_setting")

    async def test_older_key_is_replaced_by_the_next_change(
        self, admin: httpx.AsyncClient, parts: Parts, owner: Database
    ) -> None:
        await self.put(admin, **{LLM: CANARY})
        both = {"k2": b"2" * 32, "k1": b"1" * 32}
        object.__setattr__(parts, "keyring", Keyring(both))
        await self.put(admin)
        async with owner.begin() as connection:
            newer = Keyring({"k2": b"2" * 32})
            opened = await provided(connection, ModelKeys(_env_file=None), newer, Outbound())
        assert opened.settings.llm_api_key == SecretStr(CANARY)

    async def test_secret_is_in_no_answer_log_or_row(
        self,
        admin: httpx.AsyncClient,
        capsys: pytest.CaptureFixture[str],
        database_dump: Dump,
    ) -> None:
        """11.3.1, 14.2.6, 16.2.5: a canary through everything."""
        await self.put(admin, **{LLM: CANARY, "telegram_bot_token": f"1:{CANARY}"})
        answers = [(await admin.get(path)).text for path in ("/api/settings", "/api/audit", "/openapi.json")]
        said = capsys.readouterr()
        everything = "".join([*answers, said.out, said.err, await database_dump()])
        assert "cdef" in everything
        assert CANARY not in everything
        assert CANARY.encode().hex() not in everything


async def test_without_a_key_no_secret_is_taken(admin: httpx.AsyncClient) -> None:
    body = {"values": {LLM: CANARY}}
    assert code_of(await admin.patch("/api/settings", json=body)) == (409, "no_master_key")
    assert (await admin.get("/api/settings")).json()["can_seal"] is False


async def test_passwords_and_tokens_are_in_no_row(
    admin: httpx.AsyncClient, trader: httpx.AsyncClient, database_dump: Dump
) -> None:
    """14.2.6: nor is the cookie of anybody."""
    one_time = (await admin.post("/api/auth/register", json=PERSON)).json()["one_time_password"]
    token = (await admin.post("/api/tokens", json={"name": "robot", "role": "admin"})).json()["token"]
    dump = await database_dump()
    for secret in (one_time, token, PASSWORD, *admin.cookies.values(), *trader.cookies.values()):
        assert secret not in dump
