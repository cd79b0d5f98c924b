"""The real client before a provider that runs as its own process."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from maxsignal_llm.provider import OpenAIProvider
from tests.contracts.llm.fake import FakeProvider, running_provider

KEY = "sk-canary-0123456789"


@pytest.fixture(scope="session")
def provider_process() -> Iterator[FakeProvider]:
    with running_provider() as fake:
        yield fake


@pytest.fixture
def fake(provider_process: FakeProvider) -> FakeProvider:
    """One that has seen nothing yet."""
    provider_process.script()
    return provider_process


@pytest.fixture
async def client(fake: FakeProvider) -> AsyncIterator[OpenAIProvider]:
    async with OpenAIProvider(fake.base_url, SecretStr(KEY), forbid_network=True) as provider:
        yield provider
