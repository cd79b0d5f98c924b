"""The system's Chromium, and what has to be there before a browser can look at the dashboard.

Without it these tests are skipped and say why; where CI is set they fail, for nobody would read the reason.
"""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Never

import pytest
from playwright.async_api import Browser, Playwright

DASHBOARD = Path(__file__).parents[2] / "services/api/dashboard"
AXE = DASHBOARD / "node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Containers have no user namespaces for the sandbox and a small /dev/shm; the pages are all ours.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]


def absent(reason: str) -> Never:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def chromium() -> str:
    """Where the browser is, once everything else that is needed is there as well."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        absent(f"no browser: none of {', '.join(NAMES)} is on the PATH")
    if not (DASHBOARD / "dist/index.html").is_file() or not AXE.is_file():
        absent("the dashboard is not built: `make web`, which needs Node.js 20.19 or newer")
    return found


async def launched(playwright: Playwright) -> Browser:
    return await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
