"""Fixtures every kind of test may ask for, and how many cases `--hypothesis-profile=thorough` tries."""

from hypothesis import settings

settings.register_profile("thorough", max_examples=10_000, deadline=None)

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.installed"]
