"""Which addresses a stored setting may send our requests to: known hosts over HTTPS, never this network.

Names are resolved before they are believed. Whoever connects later calls `check` again, connects to what it
returned and follows no redirect: a name can mean another machine by then.
"""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from maxsignal_api.problems import ProblemError

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


@dataclass(frozen=True)
class Outbound:
    """`local`: everything runs on one machine, whose own loopback servers may be named too."""

    hosts: frozenset[str] = frozenset()
    local: bool = False

    async def check(self, url: str) -> tuple[str, ...]:
        """The addresses behind a base URL; ProblemError 422 where it must not be asked."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise _refused("it cannot be read") from None
        if parts.query or parts.fragment or parts.username is not None or "\\" in url or url != url.strip():
            raise _refused("it holds more than a host and a path")
        if self.local and host in {"127.0.0.1", "::1", "localhost"} and parts.scheme in {"http", "https"}:
            return (host,)
        if parts.scheme != "https":
            raise _refused("it is not https")
        if host not in KNOWN_HOSTS | self.hosts:
            raise _refused("its host is not on the list; API_OUTBOUND_HOSTS adds to it")
        addresses = await _resolve(host, port or HTTPS)
        if not addresses or not all(_is_public(one) for one in addresses):
            raise _refused("its host is not a public one")
        return addresses


def _is_public(address: str) -> bool:
    found = ip_address(address)
    return found.is_global and not found.is_multicast


async def _resolve(host: str, port: int) -> tuple[str, ...]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise _refused("its host has no address") from None
    return tuple(sorted({str(address[0]).partition("%")[0] for *_, address in found}))


def _refused(why: str) -> ProblemError:
    return ProblemError(422, "address_refused", f"this address cannot be used: {why}")
