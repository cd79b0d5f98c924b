"""Fixtures every kind of test may ask for, and how many cases `--hypothesis-profile=thorough` tries.

The detectors run as plain Python, so that coverage sees them; test_compiled.py holds the compiled ones to the
same bytes, and NUMBA_DISABLE_JIT=0 runs everything compiled.
"""

import os

from hypothesis import settings

os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
# Tests ask no model but fake ones on this machine.
os.environ.setdefault("LLM_FORBID_NETWORK", "1")

settings.register_profile("thorough", max_examples=10_000, deadline=None)

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.installed"]
