"""Doctor tells everything that is wrong at once, and what to do about each."""

from pathlib import Path

import pytest

from maxsignal_cli.commands.doctor import examine
from maxsignal_cli.probes import Finding
from maxsignal_cli.settings_check import settings_classes

NOWHERE = "http://127.0.0.1:1"


async def wrong(data: Path, **environment: str) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(data)
        for name, text in environment.items():
            patch.setenv(name, text)
        return {found.subject: found.explanation for found in await examine(data) if found.verdict == "wrong"}


async def test_nothing_set_is_nothing_wrong(tmp_path: Path) -> None:
    assert await wrong(tmp_path) == {}


async def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    spoilt = {
        "LLM_BASE_URL": "notaurl", "TELEGRAM_API_URL": "junk", "INIT_ADMIN_EMAIL": "nomail",
        "MASTER_KEY_FILE": "/none", "TELEGRAM_RATE": "fast", "INGEST_CCXT": "{", "NATS_URL": "junk",
        "DATABASE_URL": "junk", "TELEGRAM_BOT_TOKEN": "hunter2",
    }  # fmt: skip
    found = await wrong(tmp_path, **spoilt)
    assert found.keys() == spoilt.keys()
    assert not [text for text in found.values() if "hunter2" in text or "junk" in text]


async def test_wrong_setting_does_not_hide_silent_server(tmp_path: Path) -> None:
    found = await wrong(tmp_path, API_PORT="many", DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert found.keys() == {"API_PORT", "DATABASE_URL"}
    assert "start it" in found["DATABASE_URL"]


async def test_token_nobody_judged_is_not_to_be_started(tmp_path: Path) -> None:
    found = await wrong(tmp_path, TELEGRAM_BOT_TOKEN="1:" + "a" * 35, TELEGRAM_API_URL=NOWHERE)
    assert "did not judge the token" in found["TELEGRAM_BOT_TOKEN"]
    assert "start it" not in found["TELEGRAM_BOT_TOKEN"]


async def test_silent_api_is_told(tmp_path: Path) -> None:
    findings = await examine(tmp_path, NOWHERE)
    assert [found.verdict for found in findings if found.subject == "API"] == ["wrong"]


async def test_odd_api_address_is_told(tmp_path: Path) -> None:
    (finding,) = [found for found in await examine(tmp_path, "junk") if found.subject == "API"]
    assert isinstance(finding, Finding)
    assert finding.verdict == "wrong"


def test_settings_of_every_process_are_judged() -> None:
    names = {of.__name__.removesuffix("Settings") for of in settings_classes()}
    assert names == {
        "Launcher", "Recorder", "Scheduler", "Ingest", "Analyzer", "Llm", "Merger", "Publisher", "Bot", "Api",
        "Key", "TelegramKeys", "TInvestKeys",
    }  # fmt: skip
