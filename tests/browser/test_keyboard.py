"""From the login to a published post without a mouse; where the keyboard is, is always seen."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.routes import Sample
from tests.browser.world import ADMIN, World
from tests.fixtures.access import PASSWORD

ANALYSIS = "by-keyboard"
MOST_STOPS = 60
# The skip link shows itself, fields of CodeMirror have a frame of their own.
SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_keyboard_alone_logs_in_runs_and_publishes(world: World, sample: Sample) -> None:
    await world.copy_daystart(ANALYSIS)
    someone = await world.someone()
    async with someone.page("/login") as page:
        await log_in(page)
        await start_a_run(page)
        await expect(page.get_by_text("ready", exact=True)).to_be_visible(timeout=60_000)
        await publish(page)
    assert someone.complaints.drained() == []
    await someone.context.close()


async def reach(page: Page, target: Locator) -> None:
    """Tab until the target has the focus; every stop on the way can be seen."""
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        assert await page.evaluate(SEEN), await page.evaluate("document.activeElement.outerHTML")
        if await target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not get to {target}")


async def log_in(page: Page) -> None:
    await reach(page, page.get_by_label("E-mail"))
    await page.keyboard.type(ADMIN)
    await reach(page, page.get_by_label("Password", exact=True))
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Home")).to_be_visible()


async def start_a_run(page: Page) -> None:
    await reach(page, page.get_by_label("Analysis"))
    await page.keyboard.type(ANALYSIS)
    await reach(page, page.get_by_label("Instrument"))
    await page.keyboard.type("IBM")
    await reach(page, page.get_by_role("button", name="Run", exact=True))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="IBM · D1")).to_be_visible()


async def publish(page: Page) -> None:
    await reach(page, page.get_by_role("button", name="Publish"))
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("recipients")
    await reach(page, dialog.get_by_role("button", name="Publish"))
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("status")).to_contain_text("The order is given")
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("published", exact=True)).to_be_visible(timeout=60_000)
