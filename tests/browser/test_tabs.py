"""A browser keeps six connections to one origin: seven tabs must not wait for each other."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from maxsignal_common.store.users import Role
from tests.browser.furnishing import ask_for_run
from tests.browser.looking import settled
from tests.browser.routes import Sample
from tests.browser.world import World

TABS = 7
# Tabs of a browser without a window are all visible; this tells the page what a window would.
TURN = """(hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
}"""

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_seven_tabs_each_show_the_new_run(world: World, sample: Sample) -> None:
    await world.copy_daystart("seven-tabs")
    someone = await world.someone(Role.ADMIN)
    pages = [await opened(someone.context) for _ in range(TABS)]
    run = await ask_for_run(world, "IBM", analysis="seven-tabs")
    for page in pages:
        await page.evaluate(TURN, arg=False)
        await expect(page.locator(f"a[href='/runs/{run}']").first).to_be_visible()
        await expect(page.locator("header [role=status]")).to_have_text("Live")
        await page.evaluate(TURN, arg=True)
    assert someone.complaints.drained() == []
    await someone.context.close()


async def opened(context: BrowserContext) -> Page:
    """A tab with the list of runs that has gone behind the next one."""
    page = await context.new_page()
    await page.goto("/runs")
    await settled(page)
    await page.evaluate(TURN, arg=True)
    return page
