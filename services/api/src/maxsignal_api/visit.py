"""Which names this server answers to, by which way, and from where a request came.

Plain HTTP is for loopback names alone; any other name is that of API_PUBLIC_URL and means HTTPS, which
something in front of us speaks.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from maxsignal_api.problems import ProblemError

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# Probes know no names, and what they ask is nothing to hide.
NAMELESS = frozenset({"/health", "/ready"})
type Network = IPv4Network | IPv6Network
type Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Visit:
    """`network` is what rates count by: a /24, or the /64 that one customer gets."""

    origin: str
    network: str

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")


@dataclass(frozen=True)
class Site:
    """What the settings say about names and proxies."""

    public_url: str | None = None
    proxies: tuple[Network, ...] = ()

    def receive(self, scope: Scope) -> Visit:
        """ProblemError 421 where the request is for a name that is not ours."""
        headers = Headers(scope=scope)
        network = network_of(self._client(scope, headers))
        host = headers.get("host", "").lower()
        if _without_port(host) in LOCAL_NAMES or scope["path"] in NAMELESS:
            return Visit(f"http://{host}", network)
        if self.public_url and host == urlsplit(self.public_url).netloc.lower():
            return Visit(f"https://{host}", network)
        raise ProblemError(421, "unknown_host", "this server answers to other names")

    def _client(self, scope: Scope, headers: Headers) -> Address | None:
        """The peer; behind proxies of ours the last address they told us that is none of them."""
        forwarded = [one.strip() for one in ",".join(headers.getlist("x-forwarded-for")).split(",")]
        found = _address((scope.get("client") or ("",))[0])
        while found and forwarded and any(found in network for network in self.proxies):
            found = _address(forwarded.pop()) or found
        return found


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if port.isdecimal() and name else host


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def network_of(address: Address | None) -> str:
    match address:
        case IPv4Address():
            return str(IPv4Network((address, 24), strict=False))
        case IPv6Address():
            return str(IPv6Network((address, 64), strict=False))
        case None:
            return "unknown"


async def _visit(request: Request) -> Visit:
    visit: Visit = request.scope["visit"]
    return visit


NeedsVisit = Annotated[Visit, Depends(_visit)]
