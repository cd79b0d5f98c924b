"""What doctor says about models before any server is asked."""

import pytest
from pydantic import SecretStr

from maxsignal_cli.model_check import examine_models
from maxsignal_cli.probes import Finding
from maxsignal_cli.settings import LauncherSettings
from maxsignal_common.store.provided import Provided

CANARY = SecretStr("sk-canary-0123456789")
NOWHERE = "http://127.0.0.1:1/v1"


async def key_finding(*, misspelt: bool = False, **settings: object) -> Finding:
    told = LauncherSettings.model_validate(settings)
    (finding,) = [found async for found in examine_models(Provided(told), None, misspelt=misspelt)]
    return finding


async def test_installation_without_a_key_is_sound() -> None:
    finding = await key_finding()
    assert finding.verdict == "note"
    assert "deterministic twin" in finding.explanation


async def test_forbidden_network_is_not_asked() -> None:
    finding = await key_finding(llm_api_key=CANARY, llm_forbid_network=True)
    assert (finding.verdict, "LLM_FORBID_NETWORK" in finding.explanation) == ("note", True)


async def test_misspelt_address_is_not_asked() -> None:
    finding = await key_finding(misspelt=True, llm_api_key=CANARY)
    assert (finding.verdict, "LLM_BASE_URL" in finding.explanation) == ("note", True)


async def test_silent_provider_is_told_without_the_key() -> None:
    finding = await key_finding(llm_api_key=CANARY, llm_base_url=NOWHERE)
    assert finding.verdict == "wrong"
    assert "canary" not in str(finding)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1]:1/v1/"])
async def test_provider_on_this_machine_needs_no_key(url: str) -> None:
    finding = await key_finding(llm_base_url=url, llm_forbid_network=True)
    assert "does not answer" in finding.explanation
