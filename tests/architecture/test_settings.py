"""The settings a reader finds are those the processes read."""

import re

import pytest

from maxsignal_common.settings import Settings
from scripts.env_example import render, settings_classes
from tests.architecture.house import COMPOSE, SERVICES, compose_services, text_of

# Of compose alone: the tag that the images get, and what makes a changed nats.conf take effect.
NOT_SETTINGS = {"TAG", "NATS_CONF_SUM"}
# A file, which has to be mounted beside the variable that names it.
FILES = {"INGEST_TINVEST_CA"}


def test_env_example_equals_the_settings_classes() -> None:
    assert text_of(".env.example") == render(), "run `make env-example`"


def test_compose_passes_settings_that_exist() -> None:
    known = {name.upper() for owner in settings_classes() for name in owner.model_fields}
    assert set(re.findall(r"\$\{(\w+)", COMPOSE.read_text())) - NOT_SETTINGS <= known


@pytest.mark.parametrize("name", SERVICES)
def test_compose_hands_on_every_setting_of_a_service(name: str) -> None:
    classes = [owner for owner in settings_classes() if owner.__module__.startswith(f"maxsignal_{name}.")]
    shared = Settings.model_fields.keys()
    own = {field.upper() for owner in classes for field in owner.model_fields.keys() - shared}
    containers = {key: told for key, told in compose_services().items() if key.startswith(name)}
    assert containers
    for container, told in containers.items():
        assert own - FILES <= told["environment"].keys(), container
