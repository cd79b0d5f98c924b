"""How every answer of a provider is read, and that none escapes as an exception."""

from decimal import Decimal
from time import monotonic

import pytest
from pydantic import SecretStr

from maxsignal_llm.faults import Answer, Failed, Fault, Usage
from maxsignal_llm.provider import OpenAIProvider
from tests.contracts.llm.conftest import KEY
from tests.contracts.llm.fake import FakeProvider
from tests.fakes.openai_server import BODIES, GOOD
from tests.unit.llm.samples import request

FAULTS = {
    "error_in_200": Fault.PROVIDER_DOWN,
    "limited_in_200": Fault.RATE_LIMITED,
    "unpaid_in_200": Fault.PAYMENT_REQUIRED,
    "odd_error_in_200": Fault.PROVIDER_DOWN,
    "empty_choices": Fault.NO_CHOICES,
    "no_choices": Fault.MALFORMED_BODY,
    "null_message": Fault.MALFORMED_BODY,
    "null_content": Fault.EMPTY_CONTENT,
    "blank_content": Fault.EMPTY_CONTENT,
    "truncated": Fault.TRUNCATED,
    "filtered": Fault.CONTENT_FILTERED,
    "refusal": Fault.REFUSED,
    "broken_off": Fault.BROKEN_OFF,
    "prose": Fault.NOT_JSON_CONTENT,
    "array_content": Fault.NOT_JSON_CONTENT,
    "nan_content": Fault.NOT_JSON_CONTENT,
    "nul_content": Fault.UNSTORABLE_CONTENT,
    "half_letter": Fault.UNSTORABLE_CONTENT,
    "deep_content": Fault.NOT_JSON_CONTENT,
    "empty_body": Fault.EMPTY_BODY,
    "html": Fault.NOT_JSON_BODY,
    "broken_json": Fault.NOT_JSON_BODY,
    "array_body": Fault.MALFORMED_BODY,
    "deep_body": Fault.NOT_JSON_BODY,
    "huge_number": Fault.NOT_JSON_BODY,
    "400": Fault.BAD_REQUEST,
    "401": Fault.UNAUTHORIZED,
    "402": Fault.PAYMENT_REQUIRED,
    "403": Fault.FORBIDDEN,
    "404": Fault.UNKNOWN_MODEL,
    "408": Fault.PROVIDER_TIMED_OUT,
    "413": Fault.TOO_LARGE,
    "422": Fault.BAD_REQUEST,
    "429": Fault.RATE_LIMITED,
    "500": Fault.PROVIDER_DOWN,
    "503": Fault.PROVIDER_DOWN,
    "529": Fault.PROVIDER_DOWN,
    "302": Fault.UNEXPECTED_STATUS,
    "drop": Fault.CONNECTION_LOST,
}
ANSWERS = ["good", "tokens_only", "no_usage", "absurd_usage", "exact_cost"]


def test_every_scripted_body_is_expected() -> None:
    assert set(BODIES) <= {*FAULTS, *ANSWERS}


@pytest.mark.parametrize("name", FAULTS)
async def test_failure_is_classified(client: OpenAIProvider, fake: FakeProvider, name: str) -> None:
    fake.script(name)
    outcome = await client.ask(request(), ["a/one"], 20)
    assert isinstance(outcome, Failed)
    assert outcome.fault is FAULTS[name]
    assert KEY not in repr(outcome)
    assert len(fake.seen()) == 1


@pytest.mark.parametrize("name", ANSWERS)
async def test_answer_is_read(client: OpenAIProvider, fake: FakeProvider, name: str) -> None:
    fake.script(name)
    outcome = await client.ask(request(), ["a/one"], 20)
    assert isinstance(outcome, Answer)
    assert outcome.content == GOOD
    assert outcome.served == ("a/one", "Fake", "gen-1")


async def test_money_is_exact(client: OpenAIProvider) -> None:
    outcome = await client.ask(request(), ["a/one"], 20)
    assert outcome.usage == Usage(1200, 340, Decimal("0.0042"))


async def test_absurd_usage_is_not_believed(client: OpenAIProvider, fake: FakeProvider) -> None:
    fake.script("absurd_usage")
    outcome = await client.ask(request(), ["a/one"], 20)
    assert outcome.usage == Usage()


async def test_dripping_body_does_not_escape_the_timeout(client: OpenAIProvider, fake: FakeProvider) -> None:
    fake.script("drip")
    began = monotonic()
    outcome = await client.ask(request(), ["a/one"], 0.3)
    assert isinstance(outcome, Failed)
    assert outcome.fault is Fault.TIMED_OUT
    assert monotonic() - began < 3


async def test_retry_after_is_told(client: OpenAIProvider, fake: FakeProvider) -> None:
    fake.script("429/7", "429/soon")
    told = [await client.ask(request(), ["a/one"], 20) for _ in range(2)]
    assert [one.retry_after_s for one in told if isinstance(one, Failed)] == [7.0, None]


async def test_nobody_there_is_unreachable() -> None:
    async with OpenAIProvider("http://127.0.0.1:1/v1", SecretStr(KEY)) as provider:
        outcome = await provider.ask(request(), ["a/one"], 20)
    assert isinstance(outcome, Failed)
    assert outcome.fault is Fault.UNREACHABLE


async def test_forbidden_network_is_not_touched() -> None:
    async with OpenAIProvider("http://192.0.2.1/v1", SecretStr(KEY), forbid_network=True) as provider:
        outcome = await provider.ask(request(), ["a/one"], 20)
        listed = await provider.list_models(20)
    assert [one.fault for one in (outcome, listed) if isinstance(one, Failed)] == [
        Fault.NETWORK_FORBIDDEN
    ] * 2


async def test_router_without_key_is_not_asked() -> None:
    async with OpenAIProvider("https://openrouter.ai/api/v1", None, forbid_network=True) as provider:
        outcome = await provider.ask(request(), ["a/one"], 20)
    assert isinstance(outcome, Failed)
    assert outcome.fault is Fault.NO_KEY


async def test_request_is_told_in_the_protocol(client: OpenAIProvider, fake: FakeProvider) -> None:
    await client.ask(request(), ["a/one"], 20)
    (seen,) = fake.seen()
    assert seen["key"] == KEY
    assert seen["asked"]["response_format"]["json_schema"]["schema"] == {"type": "object"}
    assert seen["asked"]["max_tokens"] == 500


async def test_router_is_handed_the_models_that_stand_in(client: OpenAIProvider, fake: FakeProvider) -> None:
    client.routes = 3
    await client.ask(request(), ["a/one", "b/free"], 20)
    assert fake.seen()[0]["asked"]["models"] == ["a/one", "b/free"]


async def test_key_is_not_repeated_by_a_refused_list(client: OpenAIProvider, fake: FakeProvider) -> None:
    fake.script(refuses=True)
    listed = await client.list_models(20)
    assert listed == Failed(Fault.UNAUTHORIZED, "no, not with Bearer ***", 401)


async def test_key_is_not_told_by_the_half_that_fits(fake: FakeProvider) -> None:
    fake.script(refuses=True)
    async with OpenAIProvider(fake.base_url, SecretStr("t0ken" * 80)) as client:
        listed = await client.list_models(20)
    assert listed == Failed(Fault.UNAUTHORIZED, "no, not with Bearer ***", 401)
