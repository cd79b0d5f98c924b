"""One stack and one browser for all of these tests; a browser of somebody's own for each."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.chrome import chromium, launched
from tests.browser.furnishing import furnish
from tests.browser.routes import Sample
from tests.browser.world import World, living_world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chrome() -> AsyncIterator[Browser]:
    chromium()
    async with async_playwright() as playwright:
        browser = await launched(playwright)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with living_world(chrome, tmp_path_factory.mktemp("stack")) as world:
        yield world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sample(world: World) -> Sample:
    return await furnish(world)
