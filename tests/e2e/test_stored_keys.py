"""Keys stored in the browser reach those who work with them, and are found nowhere else."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.contracts.llm.fake import FakeProvider, running_provider
from tests.e2e.asking import Asking, spec
from tests.fixtures.stack import LiveStack, live_stack, maxsignal
from tests.fixtures.waiting import until

CHAT = 2002
MODEL_KEY = "sk-or-kanarienvogel-of-models"
BOT_TOKEN = "4242:kanarienvogel-of-telegram-0123456789"
TINVEST = "t.kanarienvogel-of-tinvest"
READ = ("/api/settings", "/api/audit", "/api/system", "/api/models", "/api/runs", "/openapi.json")


async def api(stack: LiveStack) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {stack.runtime.api_token}"}
    return httpx.AsyncClient(base_url=stack.runtime.api_url, headers=headers, trust_env=False, timeout=30)


def files_of(data: Path) -> Iterator[tuple[Path, bytes]]:
    """All that the stack keeps: rows and WAL, streams, logs. The stand-in is somebody else's."""
    for path in data.rglob("*"):
        if path.is_file() and "telegram" not in path.relative_to(data).parts:
            yield path, path.read_bytes()


class Seen(NamedTuple):
    """What came of it: at the buttons, at the provider, and in everything that people can read."""

    tried: list[str]
    added: list[str]
    keys: set[str]
    told: str


async def test_stored_keys_work_and_stay_secret(tmp_path: Path) -> None:
    """11.3.1, 14.2.6, 16.2.5: three canaries through a whole installation."""
    with running_provider() as fake:
        async with live_stack(tmp_path, LLM_FORBID_NETWORK="1") as stack:
            seen = await _use(stack, fake)
    assert seen.tried == ["ok", "ok"]
    assert seen.added == ["a/one", "b/free", "c/auto"]
    assert seen.keys == {MODEL_KEY}
    assert "stored over the API" in seen.told
    kept = dict(files_of(tmp_path))
    assert any(fake.base_url.encode() in text for text in kept.values())
    for secret in (MODEL_KEY, BOT_TOKEN, TINVEST):
        assert secret not in seen.told
        assert [path for path, text in kept.items() if secret.encode() in text] == []


async def _use(stack: LiveStack, fake: FakeProvider) -> Seen:
    publisher = stack.runtime.pids["publisher"]
    async with await api(stack) as web:
        (await web.patch("/api/settings", json={"values": _values(stack, fake)})).raise_for_status()
        await until(lambda: _restarted(stack, publisher))
        answers = [
            await web.post(f"/api/settings/{name}/test", json={}) for name in ("openrouter", "telegram")
        ]
        synced = (await web.post("/api/models/sync", json={})).json()
        await _work(stack, Asking(stack, fake))
        told = "".join([(await web.get(path)).text for path in READ])
    doctor = maxsignal("doctor", "--data", str(stack.data)).stdout
    words = " ".join(doctor.replace("│", " ").split())
    keys = {call["key"] for call in fake.seen()}
    return Seen([one.json()["code"] for one in answers], synced["added"], keys, told + words)


def _values(stack: LiveStack, fake: FakeProvider) -> dict[str, str | None]:
    return {
        "llm_base_url": fake.base_url,
        "llm_api_key": MODEL_KEY,
        "telegram_api_url": stack.runtime.telegram_url,
        "telegram_bot_token": BOT_TOKEN,
        "tinvest_token": TINVEST,
    }


async def _restarted(stack: LiveStack, pid: int) -> bool:
    """The publisher ended by itself, and its successor is ready."""
    return stack.runtime.pids.get("publisher", pid) != pid


async def _work(stack: LiveStack, asking: Asking) -> None:
    """A post with a model's words, and one that the stored bot delivers."""
    await stack.subscribe(CHAT)
    await asking.offer("a/one")
    runs = await asking.start(spec(["a/one"] * 5, merge="a/one"))
    assert await asking.ended(runs, within=120) == {"merged": 1}
    maxsignal("run", "start", "IBM", "D1", "--wait", "--json", "--data", str(stack.data))
    await until(lambda: stack.messages(CHAT))
