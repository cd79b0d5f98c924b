"""The settings a reader finds are those the processes read."""

import re

from scripts.env_example import render, settings_classes
from tests.architecture.house import COMPOSE, text_of

# Of compose alone: the tag that the images get, and what makes a changed nats.conf take effect.
NOT_SETTINGS = {"TAG", "NATS_CONF_SUM"}


def test_env_example_equals_the_settings_classes() -> None:
    assert text_of(".env.example") == render(), "run `make env-example`"


def test_compose_passes_settings_that_exist() -> None:
    known = {name.upper() for owner in settings_classes() for name in owner.model_fields}
    assert set(re.findall(r"\$\{(\w+)", COMPOSE.read_text())) - NOT_SETTINGS <= known
