"""1.3.6, 13.2.4, 15.3.2: no address, however it is written, stored or answered, leads into this network."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from maxsignal_api.parts import Parts
from maxsignal_common.outbound import Outbound
from maxsignal_common.sealing import Keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.database import Database
from tests.contracts.sources.venue import FakeVenue, running_venue
from tests.fakes.inner import KEPT
from tests.integration.api.people import code_of

RING = Keyring({"k1": b"1" * 32})
LISTED = "listed.example"
# `{port}` is where the inner service listens on loopback.
HOSTILE = [
    "http://127.0.0.1:{port}/v1",
    "https://127.0.0.1:{port}/v1",
    "http://localhost:{port}/v1",
    "https://localhost:{port}",
    "https://localhost.:{port}",
    "https://LOCALHOST:{port}",
    "https://127.1:{port}",
    "https://127.0.1:{port}",
    "https://2130706433:{port}",
    "https://0x7f000001:{port}",
    "https://0x7f.0.0.1:{port}",
    "https://0177.0.0.1:{port}",
    "https://017700000001:{port}",
    "https://127.0.0.1.:{port}",
    "https://0:{port}",
    "https://0.0.0.0:{port}",
    "https://[::1]:{port}",
    "https://[::]:{port}",
    "https://[0:0:0:0:0:0:0:1]:{port}",
    "https://[::ffff:127.0.0.1]:{port}",
    "https://[::ffff:7f00:1]:{port}",
    "https://[64:ff9b::7f00:1]:{port}",
    "https://[fe80::1%25lo]:{port}",
    "https://169.254.169.254/latest/meta-data",
    "https://169.254.169.254.:{port}",
    "https://[fd00:ec2::254]/latest",
    "https://metadata.google.internal/computeMetadata/v1",
    "https://10.0.0.1:{port}",
    "https://192.168.0.1:{port}",
    "https://user@127.0.0.1:{port}",
    "https://listed.example@127.0.0.1:{port}",
    "https://listed.example:x@127.0.0.1:{port}",
    "https://127.0.0.1:{port}#@listed.example",
    "https://127.0.0.1:{port}?@listed.example",
    "https://127.0.0.1:{port}\\@listed.example",
    "https://listed.example.:{port}",
    "https://listed.example.127.0.0.1.nip.io:{port}",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}",
    "https://１２７.０.０.１:{port}",
    "https://127。0。0。1:{port}",
    "https://lıstеd.example:{port}",
    "http://listed.example:{port}",
    "gopher://127.0.0.1:{port}/_GET",
    "file:///etc/passwd",
    "//127.0.0.1:{port}",
]
assert len(HOSTILE) >= 40
ASKING = ["/api/settings/openrouter/test", "/api/settings/telegram/test", "/api/models/sync"]


@pytest.fixture(scope="module")
def inner_service() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.inner") as venue:
        yield venue


@pytest.fixture
def inner(inner_service: FakeVenue) -> FakeVenue:
    inner_service.script()
    return inner_service


@pytest.fixture
def parts(parts: Parts, inner: FakeVenue) -> Parts:
    """An API on the open internet, where a listed name has come to mean this machine."""

    async def rebound(_host: str, _port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    return replace(parts, keyring=RING, outbound=Outbound(frozenset({LISTED}), resolve=rebound))


def at(url: str, inner: FakeVenue) -> str:
    return url.replace("{port}", str(urlsplit(inner.url).port))


async def plant(owner: Database, url: str) -> None:
    """As if it had been stored before anybody looked: by a copy of a database, by a hand."""
    async with owner.begin() as connection:
        for name in ("llm_base_url", "telegram_api_url"):
            await settings_store.put_value(connection, name, url, by="test")
        for name, key in {"llm_api_key": "sk-x", "telegram_bot_token": "1:x"}.items():
            await settings_store.put_secret(connection, RING, name, key, by="test")
        await connection.exec_driver_sql("DELETE FROM rate_limits")


async def test_hostile_address_is_not_stored(api: httpx.AsyncClient, inner: FakeVenue) -> None:
    for url in HOSTILE:
        for name in ("llm_base_url", "telegram_api_url"):
            answer = await api.patch("/api/settings", json={"values": {name: at(url, inner)}})
            assert code_of(answer) == (422, "address_refused"), url
    assert not any(one["is_set"] for one in (await api.get("/api/settings")).json()["items"])
    assert inner.seen() == []


async def test_hostile_address_that_stands_there_is_not_asked(
    api: httpx.AsyncClient, owner: Database, inner: FakeVenue
) -> None:
    for url in [*HOSTILE, f"https://{LISTED}:{{port}}/v1"]:
        await plant(owner, at(url, inner))
        for path in ASKING:
            answer = await api.post(path, json={})
            assert answer.json()["code"] in {"address_refused", "models_unlisted"}, url
            assert KEPT not in answer.text
    assert inner.seen() == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_into_this_network_is_not_followed(
    api: httpx.AsyncClient, owner: Database, inner: FakeVenue, parts: Parts, status: int
) -> None:
    """The listed host is reached, says that it moved, and is not believed."""
    object.__setattr__(parts, "outbound", Outbound(local=True))
    inner.script(faults=[{"path": "", "status": status, "headers": {"Location": f"{inner.url}/inside"}}] * 3)
    await plant(owner, f"{inner.url}/outside")
    answers = [await api.post(path, json={}) for path in ASKING]
    assert not any(KEPT in answer.text for answer in answers)
    assert [path for path in inner.seen() if "inside" in path] == []
    assert len(inner.seen()) == len(ASKING)
