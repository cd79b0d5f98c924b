"""Every address, as each of four readers sees it: nothing axe objects to, nothing wider than the screen,
no word of the other language, no complaint of the browser. SCREENSHOTS=<folder> keeps what was seen."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from maxsignal_common.store.users import Role
from tests.browser.looking import texts, too_wide, violations
from tests.browser.routes import OUTSIDE, Sample, filled, walked
from tests.browser.world import DESKTOP, PHONE, SCREENSHOTS, Look, Someone, World

# Each theme meets each language, and each of them each size.
LOOKS = (
    Look("en", "dark", DESKTOP),
    Look("ru", "light", DESKTOP),
    Look("ru", "dark", PHONE),
    Look("en", "light", PHONE),
)
# A language is offered by its own name.
RUSSIAN = "Русский"
CYRILLIC = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
LEFT_OUT = re.compile(r"undefined|\[object|NaN|\bnull\b")

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=LOOKS, ids=str)
async def reader(
    request: pytest.FixtureRequest, world: World, sample: Sample
) -> AsyncIterator[tuple[Look, Someone, Someone]]:
    look: Look = request.param
    inside, outside = await world.someone(Role.ADMIN, look), await world.someone(None, look)
    yield look, inside, outside
    await inside.context.close()
    await outside.context.close()


@pytest.mark.parametrize("address", walked())
async def test_page_is_in_order(reader: tuple[Look, Someone, Someone], sample: Sample, address: str) -> None:
    look, inside, outside = reader
    someone = outside if address in OUTSIDE else inside
    async with someone.page(filled(address, sample)) as page:
        await keep(page, look, address)
        assert await page.locator("html").get_attribute("lang") == look.language
        assert await violations(page) == []
        assert await too_wide(page, look.size[0]) == []
        assert [text for text in await texts(page) if foreign(text, look)] == []
    assert someone.complaints.drained() == []


def foreign(text: str, look: Look) -> bool:
    """Words of the other language, or what nobody ever wrote."""
    is_russian = CYRILLIC.search(text.replace(RUSSIAN, ""))
    return bool(LEFT_OUT.search(text) or (look.language == "en" and is_russian))


async def keep(page: Page, look: Look, address: str) -> None:
    if SCREENSHOTS:
        name = re.sub(r"[^a-z0-9]+", "-", f"{address}").strip("-") or "home"
        path = Path(SCREENSHOTS) / str(look) / f"{name}.png"
        await page.screenshot(path=path, full_page=True)
