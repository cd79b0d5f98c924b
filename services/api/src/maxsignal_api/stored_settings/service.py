"""Shows and changes stored settings; a secret is sealed before it is written and never read back here."""

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.auth.actor import actor, record
from maxsignal_api.parts import Parts
from maxsignal_api.problems import ProblemError
from maxsignal_api.stored_settings.catalogue import CATALOGUE, Kind
from maxsignal_api.stored_settings.schemas import SettingCard, SettingList, SettingsChange
from maxsignal_common.outbound import AddressRefusedError
from maxsignal_common.sealing import Keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.settings_store import Stored


async def show(parts: Parts) -> SettingList:
    async with parts.database.begin() as connection:
        return await _shown(connection, parts)


async def change(parts: Parts, request: SettingsChange) -> SettingList:
    """All of it or nothing. What an older key sealed is sealed again on this occasion."""
    values = {name: value for name, value in request.values.items() if value != ""}
    await _check(parts, values)
    async with parts.database.begin() as connection:
        if parts.keyring:
            await settings_store.reseal(connection, parts.keyring)
        stored = await settings_store.all_settings(connection)
        for name, value in sorted(values.items()):
            await _set(connection, parts.keyring, name, value)
            after = (await settings_store.all_settings(connection)).get(name)
            await record(
                connection, "setting.changed", name, before=_told(stored.get(name)), after=_told(after)
            )
        return await _shown(connection, parts)


async def _check(parts: Parts, values: dict[str, str | None]) -> None:
    if unknown := values.keys() - CATALOGUE.keys():
        raise ProblemError(422, "unknown_setting", f"{len(unknown)} of the names are no settings")
    for name, value in values.items():
        if value is not None and CATALOGUE[name] is Kind.ADDRESS:
            await _check_address(parts, value)
        if value is not None and CATALOGUE[name] is Kind.SECRET and parts.keyring is None:
            raise ProblemError(409, "no_master_key", "secrets are stored only with a MASTER_KEY_FILE")
    _check_form(parts, {name: value for name, value in values.items() if value is not None})


async def _check_address(parts: Parts, url: str) -> None:
    try:
        await parts.outbound.check(url)
    except AddressRefusedError as error:
        raise ProblemError(422, error.code, error.detail) from error


def _check_form(parts: Parts, values: dict[str, str]) -> None:
    """A service would leave out what its settings do not take; whoever stores it learns it now."""
    try:
        type(parts.providers)(**(parts.providers.model_dump() | values))
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        told = f"{wrong['loc'][0]}: {wrong['msg'].removeprefix('Value error, ')}"
        raise ProblemError(422, "invalid_setting", told) from None


async def _set(connection: AsyncConnection, ring: Keyring | None, name: str, value: str | None) -> None:
    if value is None:
        await settings_store.forget(connection, name)
    elif CATALOGUE[name] is Kind.SECRET and ring:
        await settings_store.put_secret(connection, ring, name, value, by=actor().name)
    else:
        await settings_store.put_value(connection, name, value, by=actor().name)


async def _shown(connection: AsyncConnection, parts: Parts) -> SettingList:
    stored = await settings_store.all_settings(connection)
    given = parts.providers.model_fields_set
    cards = [_card(name, stored.get(name), overruled=name in given) for name in CATALOGUE]
    return SettingList(items=cards, can_seal=parts.keyring is not None)


def _card(name: str, stored: Stored | None, *, overruled: bool) -> SettingCard:
    known = stored or Stored(name, *[None] * 5)  # type: ignore[arg-type]
    return SettingCard(
        name=name,
        kind=CATALOGUE[name],
        is_set=stored is not None,
        overruled=overruled,
        value=known.value,
        hint=known.hint,
        changed_by=known.changed_by,
        changed_at=known.changed_at,
    )


def _told(stored: Stored | None) -> dict[str, object] | None:
    """What the log may know: of a secret only its hint."""
    if stored is None:
        return None
    return {"hint": stored.hint} if stored.value is None else {"value": stored.value}
