"""HTTP to an address that was stored: resolved, checked, and connected to as it was found, for every request.

Nothing else may decide where a request goes: no proxy of the environment, and its clients follow no redirect.
An answer is read up to a limit, whoever gave the address.
"""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import override

import httpx2

from maxsignal_common.outbound import LOOPBACK, Outbound, Target

UNPACKED = {"Accept-Encoding": "identity"}


class TooLongError(httpx2.ReadError):
    """An answer without end, or packed so that its length cannot be known."""


class PinnedTransport(httpx2.AsyncBaseTransport):
    """AddressRefusedError, which is no error of HTTP, for an address that must not be asked."""

    def __init__(self, outbound: Outbound, *, trusted: ssl.SSLContext | None = None) -> None:
        self._outbound = outbound
        self._inner = httpx2.AsyncHTTPTransport(
            verify=trusted or httpx2.create_ssl_context(trust_env=False), trust_env=False
        )

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        addresses = await self._outbound.reach(Target(url.scheme, url.host, url.port))
        for left, address in enumerate(addresses, 1 - len(addresses)):
            try:
                return await self._inner.handle_async_request(_sent_to(address, request))
            except httpx2.ConnectError:
                if left == 0:
                    raise
        raise httpx2.ConnectError("no address", request=request)

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()


def _sent_to(address: str, request: httpx2.Request) -> httpx2.Request:
    """The same request by another way: name and certificate stay those of the host."""
    host = request.url.host
    named = {} if host in LOOPBACK else {"sni_hostname": host}
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, **named},
    )


def bounded(most_bytes: int) -> Callable[[httpx2.Response], Awaitable[None]]:
    """A hook for responses; its client has to ask for `UNPACKED`, for a few bytes can unpack to anything."""

    async def bound(response: httpx2.Response) -> None:
        if "content-encoding" in response.headers:
            raise TooLongError("packed, though nothing packed was asked for")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Bounded(response.stream, most_bytes)

    return bound


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most_bytes: int) -> None:
        self._stream = stream
        self._left = most_bytes

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise TooLongError("it goes on and on")
            yield part

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()
