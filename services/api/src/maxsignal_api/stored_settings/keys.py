"""The keys that hold for this installation, as far as the API knows: its environment, else what is stored."""

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.parts import Parts
from maxsignal_common.provider_settings import ProviderSettings
from maxsignal_common.store.provided import Provided, provided


async def keys_of(connection: AsyncConnection, parts: Parts) -> Provided[ProviderSettings]:
    return await provided(connection, parts.providers, parts.keyring, parts.outbound)
