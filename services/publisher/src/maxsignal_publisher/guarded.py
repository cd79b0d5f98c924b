"""The way to Telegram's address where that was stored: every request is looked at, a redirected one too."""

import socket
from typing import override

from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientConnectionError, ClientRequest, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from maxsignal_common.outbound import AddressRefusedError, Outbound, Target
from maxsignal_common.provider_settings import TelegramKeys
from maxsignal_common.store.provided import Provided


class NotAllowedError(ClientConnectionError):
    """An address that must not be asked."""


class GuardedSession(AiohttpSession):
    """`outbound` where the address was stored: one that the operator gave is taken as it is."""

    def __init__(
        self, outbound: Outbound | None, api: TelegramAPIServer, timeout: ClientTimeout | float
    ) -> None:
        super().__init__(api=api, timeout=timeout)
        if outbound:
            self._connector_type = GuardedConnector
            self._connector_init["resolver"] = GuardedResolver(outbound)


def outbound_of[S: TelegramKeys](keys: Provided[S]) -> Outbound | None:
    return keys.settings.outbound if "telegram_api_url" in keys.stored else None


class GuardedResolver(AbstractResolver):
    """Names mean public addresses, and what is connected to is what was looked at."""

    def __init__(self, outbound: Outbound) -> None:
        self.outbound = outbound

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        try:
            addresses = await self.outbound.reach(Target("https", host, port))
        except AddressRefusedError as error:
            raise OSError(error.detail) from error
        return [_resolved(host, address, port) for address in addresses]

    @override
    async def close(self) -> None:
        """Nothing is held."""


def _resolved(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)


class GuardedConnector(TCPConnector):
    """What a resolver is not asked for, a bare address, is looked at as well."""

    @override
    async def connect(self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout) -> Connection:
        resolver = self._resolver
        target = Target(req.url.scheme, req.url.host or "", req.url.port)
        try:
            if isinstance(resolver, GuardedResolver):
                resolver.outbound.expect_listed(target)
        except AddressRefusedError as error:
            raise NotAllowedError(error.detail) from error
        return await super().connect(req, traces, timeout)
