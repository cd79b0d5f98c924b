"""What requests work with; the application holds one of these, operations ask for it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry

from maxsignal_api.auth.passwords import Passwords
from maxsignal_api.live.feed import Feed
from maxsignal_common.bus.publisher import JetStreamPublisher
from maxsignal_common.clock import SystemClock
from maxsignal_common.errors import OutageError
from maxsignal_common.outbound import Outbound
from maxsignal_common.provider_settings import ProviderSettings
from maxsignal_common.sealing import Keyring
from maxsignal_common.service.health import Check
from maxsignal_common.store.database import Database


@dataclass
class BusLink:
    """The publisher once NATS was reached: without it all of the API but requeueing works."""

    publisher: JetStreamPublisher | None = None

    def ready(self) -> JetStreamPublisher:
        if self.publisher is None:
            raise OutageError("bus_unavailable", "NATS was not reached yet")
        return self.publisher

    async def check(self) -> None:
        self.ready()


@dataclass(frozen=True)
class Parts:
    database: Database
    bus: BusLink
    checks: dict[str, Check]
    registry: CollectorRegistry
    passwords: Passwords = field(default_factory=Passwords)
    keyring: Keyring | None = None
    outbound: Outbound = field(default_factory=Outbound)
    providers: ProviderSettings = field(default_factory=ProviderSettings)

    @cached_property
    def feed(self) -> Feed:
        return Feed(self.database, SystemClock())


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


NeedsParts = Annotated[Parts, Depends(_parts)]
