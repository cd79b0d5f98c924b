"""Stored addresses lead to known hosts over HTTPS, and never into this network."""

import pytest

from maxsignal_common.outbound import AddressRefusedError, Outbound, Resolve

REFUSED = [
    "",
    "openrouter.ai",
    "http://openrouter.ai/api/v1",
    "ftp://openrouter.ai",
    "file:///etc/passwd",
    "gopher://openrouter.ai",
    "https://evil.example/v1",
    "https://openrouter.ai.evil.example",
    "https://openrouter.ai@evil.example",
    "https://user:secret@openrouter.ai",
    "https://evil.example#openrouter.ai",
    "https://openrouter.ai/?to=evil",
    "https://openrouter.ai/#frag",
    "https://openrouter.ai\\@evil.example",
    "https://openrouter.ai:99999",
    "https://openrouter.ai:port",
    " https://openrouter.ai",
    "https://127.0.0.1",
    "https://localhost",
    "https://0.0.0.0",
    "https://[::1]",
    "https://[::]",
    "https://[::ffff:127.0.0.1]",
    "https://2130706433",
    "https://0x7f000001",
    "https://0177.0.0.1",
    "https://127.1",
    "https://10.0.0.1",
    "https://172.16.0.1",
    "https://192.168.0.1",
    "https://169.254.169.254",
    "https://[fe80::1]",
    "https://[fd00::1]",
    "https://metadata.google.internal",
    "https://nats:4222",
    "https://postgres",
    "https://openrouter.ai\u3002evil.example",
    "https://[::1",
    "https://",
    "//openrouter.ai",
]

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "224.0.0.1",
]


def means(*addresses: str) -> Resolve:
    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return addresses

    return resolve


@pytest.mark.parametrize("url", REFUSED)
async def test_address_that_must_not_be_asked(url: str) -> None:
    """1.3.6, 13.2.4"""
    with pytest.raises(AddressRefusedError) as caught:
        await Outbound().check(url)
    assert caught.value.code == "address_refused"


@pytest.mark.parametrize("address", PRIVATE)
async def test_known_name_that_means_a_private_address(address: str) -> None:
    """1.3.6: whatever the list says, and if only one of several addresses is one of ours."""
    with pytest.raises(AddressRefusedError, match="not a public one"):
        await Outbound(resolve=means("104.18.2.1", address)).check("https://openrouter.ai/api/v1")


@pytest.mark.parametrize("url", ["https://openrouter.ai/api/v1", "https://models.example"])
async def test_public_address_of_a_known_host_is_returned(url: str) -> None:
    outbound = Outbound(frozenset({"models.example"}), resolve=means("104.18.2.1"))
    assert await outbound.check(url) == ("104.18.2.1",)


async def test_known_host_without_an_address_is_refused() -> None:
    with pytest.raises(AddressRefusedError, match="no address"):
        await Outbound(resolve=means()).check("https://openrouter.ai")


@pytest.mark.parametrize("url", ["http://127.0.0.1:11434/v1", "http://localhost:8081", "http://[::1]:9/v1"])
async def test_loopback_is_for_this_machine_alone(url: str) -> None:
    await Outbound(local=True).check(url)
    with pytest.raises(AddressRefusedError):
        await Outbound().check(url)
