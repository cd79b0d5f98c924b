"""A stored address is connected to as it was checked; an answer is read up to its limit."""

from collections.abc import AsyncIterator
from typing import override
from urllib.parse import urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from maxsignal_common.outbound import AddressRefusedError, Outbound, Resolve
from maxsignal_llm.faults import Failed, Fault
from maxsignal_llm.outgoing import PinnedTransport, TooLongError, bounded
from maxsignal_llm.provider import OpenAIProvider
from tests.contracts.llm.conftest import KEY
from tests.contracts.llm.fake import FakeProvider

KNOWN = "https://models.example/v1"


def listed(*addresses: str) -> Outbound:
    return Outbound(frozenset({"models.example"}), resolve=means(addresses))


def means(*answers: tuple[str, ...]) -> Resolve:
    """What DNS says at each question, the last for ever."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


async def get(outbound: Outbound, url: str) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=PinnedTransport(outbound)) as http:
        return await http.get(url)


async def test_local_address_is_reached(fake: FakeProvider) -> None:
    answer = await get(Outbound(local=True), f"{fake.base_url}/models")
    assert answer.json()["data"]


async def test_name_that_came_to_mean_this_machine_is_refused(fake: FakeProvider) -> None:
    """1.3.6: the check when it was stored is not believed later."""
    port = urlsplit(fake.base_url).port
    rebound = Outbound(frozenset({"models.example"}), resolve=means(("104.18.2.1",), ("127.0.0.1",)))
    await rebound.check(KNOWN)
    with pytest.raises(AddressRefusedError):
        await get(rebound, f"https://models.example:{port}/v1/models")
    assert "asked" not in fake.script_now()


async def test_provider_at_a_refused_address_is_not_asked() -> None:
    async with OpenAIProvider(KNOWN, SecretStr(KEY), outbound=listed("10.0.0.1")) as provider:
        failed = await provider.list_models(5)
    assert isinstance(failed, Failed)
    assert failed.fault is Fault.NETWORK_FORBIDDEN


async def test_list_of_models_has_an_end(fake: FakeProvider) -> None:
    outbound = Outbound(local=True)
    async with OpenAIProvider(fake.base_url, None, outbound=outbound, most_bytes=100) as provider:
        failed = await provider.list_models(5)
    assert isinstance(failed, Failed)
    assert (failed.fault, failed.detail) == (Fault.CONNECTION_LOST, "TooLongError")


class Endless(httpx2.AsyncByteStream):
    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000


@pytest.mark.parametrize("headers", [{}, {"content-encoding": "gzip"}])
async def test_answer_beyond_the_limit_is_not_read(headers: dict[str, str]) -> None:
    """15.2.2: nor one that could unpack to anything."""
    response = httpx2.Response(200, headers=headers, stream=Endless())
    with pytest.raises(TooLongError):
        await read_bounded(response)


async def read_bounded(response: httpx2.Response) -> None:
    await bounded(10_000)(response)
    await response.aread()
