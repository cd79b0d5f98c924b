"""Where a request comes from, and whom to believe about that."""

from ipaddress import ip_network

import pytest
from starlette.types import Scope

from maxsignal_api.auth.cookies import name_of
from maxsignal_api.visit import Site

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


def scope(peer: str, *forwarded: str, host: str = "127.0.0.1:8000") -> Scope:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    return {
        "type": "http",
        "path": "/api/runs",
        "client": (peer, 1),
        "headers": [(b"host", host.encode()), *headers, (b"x-forwarded-proto", b"https")],
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "network"),
    [
        ("203.0.113.7", (), "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", (), "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", (), "203.0.113.0/24"),
        ("203.0.113.7", ("198.51.100.1",), "203.0.113.0/24"),
        ("10.0.0.1", ("198.51.100.1",), "198.51.100.0/24"),
        ("10.0.0.1", ("1.2.3.4, 198.51.100.1, 10.0.0.2",), "198.51.100.0/24"),
        ("10.0.0.1", ("1.2.3.4", "198.51.100.1"), "198.51.100.0/24"),
        ("::1", ("198.51.100.1",), "198.51.100.0/24"),
        ("10.0.0.1", ("garbage",), "10.0.0.0/24"),
        ("10.0.0.1", (), "10.0.0.0/24"),
        ("garbage", ("198.51.100.1",), "unknown"),
    ],
)
def test_network_is_told_by_the_last_we_trust(peer: str, forwarded: tuple[str, ...], network: str) -> None:
    """4.1.3: what a stranger writes into a header moves nothing."""
    assert Site(proxies=PROXIES).receive(scope(peer, *forwarded)).network == network


def test_scheme_follows_the_name_and_no_header() -> None:
    """4.1.3, 3.3.1"""
    site = Site("https://signals.example")
    local, public = (site.receive(scope("::1", host=host)) for host in ("localhost:8000", "Signals.Example"))
    assert (local.origin, public.origin) == ("http://localhost:8000", "https://signals.example")
    assert (name_of(local), name_of(public)) == ("maxsignal_session", "__Host-maxsignal_session")
