"""A schedule is built in the page, fires by itself, and shows the run that it started."""

from uuid import UUID

import pytest
from playwright.async_api import Locator, Page, expect

from maxsignal_common.store.users import Role
from tests.browser.furnishing import finished
from tests.browser.routes import Sample
from tests.browser.world import World

NAME = "by-the-minute"
AWAY = "UPDATE schedules SET checked_until = now() - interval '2 minutes' WHERE name = $1"

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_schedule_is_built_fires_and_lists_its_run(world: World, sample: Sample) -> None:
    # An analysis of its own: two schedules of one analysis would share the run of a tick.
    await world.copy_daystart(NAME)
    someone = await world.someone(Role.ADMIN)
    async with someone.page("/schedules") as page:
        await build(page)
        # As if the scheduler had been away meanwhile: the missed minute is made up for.
        await world.stack.sql(AWAY, NAME)
        run = await fired(page)
        assert str(UUID(run)) == run
        await remove(page)
        await finished(world, run)
        await page.goto(f"/runs?analysis={NAME}")
        await expect(page.get_by_role("row").filter(has_text="by schedule").first).to_be_visible()
    assert someone.complaints.drained() == []
    await someone.context.close()


async def build(page: Page) -> None:
    await page.get_by_role("button", name="New schedule").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill(NAME)
    await dialog.get_by_label("Analysis").select_option(NAME)
    await dialog.get_by_label("When").select_option(label="By cron")
    await dialog.get_by_label("Cron: minute, hour, day, month, weekday").fill("* * * * *")
    await expect(dialog.get_by_role("listitem")).to_have_count(5)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)


def row_of(page: Page) -> Locator:
    return page.locator("li[data-row]").filter(has=page.get_by_role("heading", name=NAME))


async def fired(page: Page) -> str:
    """The id of the run behind the first firing of the history."""
    row = row_of(page)
    await expect(row).not_to_contain_text("never", timeout=90_000)
    await row.get_by_role("button", name="History").click()
    link = row.get_by_role("link", name="Run").first
    address = await link.get_attribute("href")
    return str(address).rpartition("/")[2]


async def remove(page: Page) -> None:
    await row_of(page).get_by_role("button", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(row_of(page)).to_have_count(0)
