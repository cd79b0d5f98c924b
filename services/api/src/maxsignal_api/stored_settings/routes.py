"""/api/settings: show masked, change."""

from fastapi import APIRouter

from maxsignal_api.parameters import KNOWN_PARAMETERS
from maxsignal_api.parts import NeedsParts
from maxsignal_api.problems import documented
from maxsignal_api.stored_settings import service, trying
from maxsignal_api.stored_settings.schemas import Provider, SettingList, SettingsChange, Tried

router = APIRouter(prefix="/api/settings", tags=["settings"])


@router.get("", operation_id="getSettings", dependencies=[KNOWN_PARAMETERS])
async def show(parts: NeedsParts) -> SettingList:
    return await service.show(parts)


@router.patch("", operation_id="changeSettings", responses=documented(409))
async def change(parts: NeedsParts, request: SettingsChange) -> SettingList:
    """Refused with `address_refused` for an address that must not be asked, `no_master_key` for a secret."""
    return await service.change(parts, request)


@router.post("/{provider}/test", operation_id="testProvider", responses=documented(429))
async def test(parts: NeedsParts, provider: Provider) -> Tried:
    """Ask the provider who we are, with the key that holds: the environment's, else the stored one."""
    return await trying.attempt(parts, provider)
