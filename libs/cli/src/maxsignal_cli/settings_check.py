"""Every setting of every process of the stack, judged in one go."""

import importlib
from collections.abc import Collection, Mapping
from typing import Any

from maxsignal_cli.settings import LauncherSettings
from maxsignal_cli.stack import SERVICES
from maxsignal_common.settings import Settings
from maxsignal_common.wrong_settings import WrongSettingsError, read_settings


def settings_classes() -> list[type[Settings]]:
    """The launcher's own, then each service's; found by name, for the launcher only starts the services."""
    modules = dict.fromkeys(f"{module.partition('.')[0]}.settings" for module, *_ in SERVICES.values())
    found = [vars(importlib.import_module(module)).values() for module in modules]
    services = [one for values in found for one in values if isinstance(one, type) and one is not Settings]
    return [LauncherSettings, *(one for one in services if issubclass(one, Settings))]


def wrong_settings() -> Mapping[str, str]:
    """Each wrong variable and what is wrong about it."""
    wrong: dict[str, str] = {}
    for of in settings_classes():
        try:
            read_settings(of)
        except WrongSettingsError as error:
            wrong = dict(error.problems) | wrong
    return wrong


def launcher_settings(wrong: Collection[str]) -> LauncherSettings:
    """What can be read, with the default in place of what is wrong, so that the other checks go on."""
    fields = LauncherSettings.model_fields.items()
    defaults: dict[str, Any] = {name: field.default for name, field in fields if name.upper() in wrong}
    return LauncherSettings(**defaults)
