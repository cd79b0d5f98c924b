"""What an operator decides about models, and that tests reach none of the real ones."""

from decimal import Decimal

import pytest

from maxsignal_common.store.provided import Provided
from maxsignal_common.wrong_settings import WrongSettingsError, read_settings
from maxsignal_llm import LlmSettings
from maxsignal_llm.faults import Failed, Fault
from maxsignal_llm.keyed import provider_of
from maxsignal_llm.wiring import limits_of
from tests.unit.llm.samples import request


def test_tests_forbid_the_network() -> None:
    assert read_settings(LlmSettings).llm_forbid_network


async def test_default_provider_is_not_reached_from_a_test() -> None:
    async with provider_of(Provided(read_settings(LlmSettings))) as provider:
        outcome = await provider.ask(request(), ["a/one"], 1)
        listed = await provider.list_models(1)
    assert [one.fault for one in (outcome, listed) if isinstance(one, Failed)] == [
        Fault.NO_KEY,
        Fault.NETWORK_FORBIDDEN,
    ]


def test_caps_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_DAY_CAP_USD", "1.25")
    monkeypatch.setenv("LLM_CHEAPER_MODELS", '["b/two"]')
    limits = limits_of(read_settings(LlmSettings))
    assert (limits.day_cap, limits.cheaper) == (Decimal("1.25"), ("b/two",))


@pytest.mark.parametrize("cap", ["-1", "NaN", "much"])
def test_odd_cap_is_refused(monkeypatch: pytest.MonkeyPatch, cap: str) -> None:
    monkeypatch.setenv("LLM_RUN_CAP_USD", cap)
    with pytest.raises(WrongSettingsError):
        read_settings(LlmSettings)


def test_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_API_KEY", "sk-canary")
    assert "canary" not in repr(read_settings(LlmSettings))
