"""Keys are tried and models listed with what is stored; nothing of a key comes back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from maxsignal_api.parts import Parts
from maxsignal_common.outbound import Outbound
from maxsignal_common.provider_settings import ProviderSettings
from maxsignal_common.sealing import Keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.database import Database
from tests.contracts.llm.fake import FakeProvider, running_provider
from tests.contracts.sources.venue import FakeVenue, running_venue
from tests.fakes.openai_server import MODELS
from tests.fakes.tinvest import TOKEN as TINVEST_TOKEN
from tests.fixtures.servers import Telegram
from tests.integration.api.people import code_of

RING = Keyring({"k1": b"1" * 32})
KEY = "sk-or-kanarienvogel-0123456789"
BOT_TOKEN = "123456:kanarienvogel-0123456789-abcdefghi"
SYNC, SETTINGS = "/api/models/sync", "/api/settings"


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with running_provider() as fake:
        yield fake


@pytest.fixture(scope="module")
def tinvest() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.tinvest") as venue:
        venue.script(now_ms=1_790_000_000_000)
        yield venue


@pytest.fixture
def parts(parts: Parts, tinvest: FakeVenue) -> Parts:
    """An installation on one machine, with a key to seal with."""
    providers = ProviderSettings(ingest_tinvest_url=f"{tinvest.url}/rest", _env_file=None)
    return replace(parts, keyring=RING, outbound=Outbound(local=True), providers=providers)


@pytest.fixture
async def listed(admin: httpx.AsyncClient, provider: FakeProvider) -> None:
    provider.script()
    await put(admin, llm_base_url=provider.base_url, llm_api_key=KEY)


async def put(admin: httpx.AsyncClient, **values: str) -> None:
    (await admin.patch(SETTINGS, json={"values": values})).raise_for_status()


async def tried(admin: httpx.AsyncClient, name: str) -> dict[str, Any]:
    answer = (await admin.post(f"{SETTINGS}/{name}/test", json={})).raise_for_status()
    return dict(answer.json())


class TestTrying:
    @pytest.mark.parametrize("name", ["openrouter", "telegram", "tinvest"])
    async def test_without_a_key_nobody_is_asked(self, admin: httpx.AsyncClient, name: str) -> None:
        told = await tried(admin, name)
        assert (told["ok"], told["code"], told["who"]) == (False, "no_key", None)

    @pytest.mark.usefixtures("listed")
    async def test_good_key_of_models_is_taken(self, admin: httpx.AsyncClient) -> None:
        told = await tried(admin, "openrouter")
        assert (told["ok"], told["code"]) == (True, "ok")
        assert told["took_ms"] >= 0

    async def test_bot_says_who_it_is(self, admin: httpx.AsyncClient, telegram: Telegram) -> None:
        await put(admin, telegram_api_url=telegram.url, telegram_bot_token=BOT_TOKEN)
        told = await tried(admin, "telegram")
        assert (told["code"], told["who"]) == ("ok", "@maxsignal_bot")

    async def test_tinvest_tells_its_tariff(self, admin: httpx.AsyncClient) -> None:
        await put(admin, tinvest_token=TINVEST_TOKEN)
        told = await tried(admin, "tinvest")
        assert (told["code"], told["who"]) == ("ok", "investor")

    async def test_refused_key_is_not_repeated(
        self, admin: httpx.AsyncClient, provider: FakeProvider
    ) -> None:
        """14.2.6: the provider's sentence holds the whole key."""
        provider.script(refuses=True)
        await put(admin, llm_base_url=provider.base_url, llm_api_key=KEY, tinvest_token="t.other-token")
        for name in ("openrouter", "tinvest"):
            told = await tried(admin, name)
            assert told["code"] == "key_refused"
            assert not any(secret in str(told) for secret in (KEY, "t.other-token"))

    async def test_silent_address_is_told(self, admin: httpx.AsyncClient) -> None:
        await put(admin, llm_base_url="http://127.0.0.1:1/v1", llm_api_key=KEY)
        assert (await tried(admin, "openrouter"))["code"] == "unreachable"

    async def test_answer_of_something_else_is_told(
        self, admin: httpx.AsyncClient, provider: FakeProvider
    ) -> None:
        await put(admin, llm_base_url=provider.base_url.replace("/v1", "/v2"), llm_api_key=KEY)
        assert (await tried(admin, "openrouter"))["code"] == "unexpected_answer"

    async def test_secret_of_another_key_is_told(self, admin: httpx.AsyncClient, owner: Database) -> None:
        async with owner.begin() as connection:
            ring = Keyring({"k9": b"9" * 32})
            await settings_store.put_secret(connection, ring, "tinvest_token", TINVEST_TOKEN, by="test")
        assert (await tried(admin, "tinvest"))["code"] == "stored_value_unreadable"

    async def test_trying_is_limited(self, admin: httpx.AsyncClient) -> None:
        answers = [await admin.post(f"{SETTINGS}/telegram/test", json={}) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        assert int(answers[-1].headers["Retry-After"]) >= 1

    async def test_unknown_provider_is_refused(self, admin: httpx.AsyncClient) -> None:
        assert (await admin.post(f"{SETTINGS}/postgres/test", json={})).status_code == 422


class TestStoring:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("telegram_bot_token", "hunter2"),
            ("telegram_channel_id", "@channel"),
            ("llm_api_key", "ключ"),
            ("tinvest_token", "t. two"),
        ],
    )
    async def test_value_no_service_would_take_is_refused(
        self, admin: httpx.AsyncClient, name: str, value: str
    ) -> None:
        answer = await admin.patch(SETTINGS, json={"values": {name: value}})
        assert code_of(answer) == (422, "invalid_setting")
        assert value not in answer.text

    async def test_environment_is_said_to_win(self, admin: httpx.AsyncClient, parts: Parts) -> None:
        given = parts.providers.model_copy(update={"tinvest_token": SecretStr(TINVEST_TOKEN)})
        object.__setattr__(parts, "providers", given)
        await put(admin, tinvest_token="t.stored-and-not-used")
        cards = {one["name"]: one for one in (await admin.get(SETTINGS)).json()["items"]}
        assert (cards["tinvest_token"]["overruled"], cards["llm_api_key"]["overruled"]) == (True, False)
        assert (await tried(admin, "tinvest"))["code"] == "ok"


@pytest.mark.usefixtures("listed")
class TestSync:
    async def test_new_models_come_switched_off(self, admin: httpx.AsyncClient) -> None:
        told = (await admin.post(SYNC, json={})).json()
        assert told == {"added": ["a/one", "b/free", "c/auto"], "changed": [], "gone": [], "same": 0}
        assert (await admin.get("/api/models?enabled=true")).json()["total"] == 0

    async def test_what_people_set_stays(self, admin: httpx.AsyncClient, provider: FakeProvider) -> None:
        await admin.post(SYNC, json={})
        own = {"enabled": True, "prompt_price": "0.1", "completion_price": "0.2"}
        await admin.patch("/api/models/c/auto", json=own)
        priced = {**MODELS[2], "name": "Autopilot", "pricing": {"prompt": "0.5", "completion": "0.5"}}
        provider.script(models=[MODELS[0], priced])
        told = (await admin.post(SYNC, json={})).json()
        assert told == {"added": [], "changed": ["c/auto"], "gone": ["b/free"], "same": 1}
        (auto,) = (await admin.get("/api/models?q=autopilot")).json()["items"]
        assert (auto["enabled"], auto["prompt_price"], auto["own_price"]) == (True, "0.1", True)

    async def test_description_is_searched_too(
        self, admin: httpx.AsyncClient, provider: FakeProvider
    ) -> None:
        provider.script(models=[{**MODELS[0], "description": "Good at candles"}, MODELS[1]])
        await admin.post(SYNC, json={})
        found = (await admin.get("/api/models", params={"q": "candles"})).json()["items"]
        assert [(one["id"], one["description"]) for one in found] == [("a/one", "Good at candles")]

    async def test_silent_provider_changes_nothing(
        self, admin: httpx.AsyncClient, provider: FakeProvider
    ) -> None:
        provider.script(refuses=True)
        answer = await admin.post(SYNC, json={})
        assert code_of(answer) == (502, "models_unlisted")
        assert KEY not in answer.text
        assert (await admin.get("/api/models")).json()["total"] == 0

    async def test_sync_stands_in_the_log_and_is_limited(self, admin: httpx.AsyncClient) -> None:
        answers = [(await admin.post(SYNC, json={})).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]
        entries = (await admin.get("/api/audit", params={"subject": "catalogue"})).json()["items"]
        assert entries[-1]["after"] == {"added": 3, "changed": 0, "gone": 0}
