"""Which addresses a stored setting may send our requests to: known hosts over HTTPS, never this network.

Names are resolved before they are believed, and again by whoever connects, who connects to what was found
and follows no redirect: a name can mean another machine by then.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from maxsignal_common.errors import PermanentError

HTTPS = 443
KNOWN_HOSTS = frozenset(
    {
        "openrouter.ai",
        "api.openai.com",
        "api.telegram.org",
        "generativelanguage.googleapis.com",
        "api.deepseek.com",
        "api.mistral.ai",
    }
)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

type Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]


class AddressRefusedError(PermanentError):
    """An address that must not be asked."""

    def __init__(self, why: str) -> None:
        super().__init__("address_refused", f"this address cannot be used: {why}")


async def resolve_name(host: str, port: int) -> tuple[str, ...]:
    """Every address of a host, none where it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return tuple(sorted({str(address[0]).partition("%")[0] for *_, address in found}))


class Target(NamedTuple):
    """Where a request goes, as far as its address tells."""

    scheme: str
    host: str
    port: int | None

    @classmethod
    def of(cls, url: str) -> Self:
        """AddressRefusedError for what is no base URL."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise AddressRefusedError("it cannot be read") from None
        if parts.query or parts.fragment or parts.username is not None or "\\" in url or url != url.strip():
            raise AddressRefusedError("it holds more than a host and a path")
        return cls(parts.scheme, host, port)


@dataclass(frozen=True)
class Outbound:
    """`local`: everything runs on one machine, whose own loopback servers may be named too."""

    hosts: frozenset[str] = frozenset()
    local: bool = False
    resolve: Resolve = resolve_name

    def expect_listed(self, target: Target) -> None:
        """What can be said without asking DNS; AddressRefusedError where it must not be asked."""
        if self._is_local(target):
            return
        if target.scheme != "https":
            raise AddressRefusedError("it is not https")
        if target.host not in KNOWN_HOSTS | self.hosts:
            raise AddressRefusedError("its host is not on the list; OUTBOUND_HOSTS adds to it")

    async def reach(self, target: Target) -> tuple[str, ...]:
        """The addresses to connect to; AddressRefusedError unless all of them are public."""
        self.expect_listed(target)
        if self._is_local(target):
            return ("127.0.0.1" if target.host == "localhost" else target.host,)
        addresses = await self.resolve(target.host, target.port or HTTPS)
        if not addresses:
            raise AddressRefusedError("its host has no address")
        if not all(map(_is_public, addresses)):
            raise AddressRefusedError("its host is not a public one")
        return addresses

    async def check(self, url: str) -> tuple[str, ...]:
        """The addresses behind a base URL."""
        return await self.reach(Target.of(url))

    def _is_local(self, target: Target) -> bool:
        return self.local and target.host in LOOPBACK and target.scheme in {"http", "https"}


def _is_public(address: str) -> bool:
    found = ip_address(address)
    return found.is_global and not found.is_multicast
