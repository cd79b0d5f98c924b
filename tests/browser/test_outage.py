"""The server dies while a run is watched: the page says so, goes on by itself, and shows every step once."""

from collections import Counter
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from maxsignal_common.store.users import Role
from tests.browser.furnishing import ask_for_run
from tests.browser.routes import Sample
from tests.browser.world import WRITER, World
from tests.e2e.asking import spec

SLOWLY_S = 4.0
# Four twins are done before the model has answered.
METHODS = 5

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_page_outlives_the_death_of_the_server(world: World, sample: Sample) -> None:
    run = await slow_run(world)
    someone = await world.someone(Role.ADMIN)
    async with someone.page(f"/runs/{run}") as page:
        await contact(page, "Live")
        world.stack.kill("api")
        await contact(page, "Reconnecting")
        await contact(page, "Live")
        done = page.get_by_role("region", name="Steps of the run").get_by_text("done", exact=True)
        await expect(done).to_have_count(METHODS + 1, timeout=60_000)
        assert await steps_told(page) == Counter(dict.fromkeys(await steps_stored(world, run), 1))
    world.fake.script(by_model=True)
    await someone.context.close()


async def slow_run(world: World) -> str:
    """Under way for some seconds more."""
    name = f"slow-{uuid4().hex[:8]}"
    decided = spec([WRITER, None, None, None, None]).model_dump(mode="json")
    await world.copy_daystart(name, steps=decided["steps"])
    world.fake.script(by_model=True, delay=SLOWLY_S)
    return await ask_for_run(world, "IBM", analysis=name)


async def contact(page: Page, word: str) -> None:
    await expect(page.locator("header [role=status]")).to_have_text(word, timeout=45_000)


async def steps_told(page: Page) -> Counter[str]:
    """The ids of the events on the page, with how often each is there."""
    await page.get_by_role("tab", name="Events").click()
    return Counter(await page.locator("#page ol li code:last-child").all_inner_texts())


async def steps_stored(world: World, run: str) -> list[str]:
    rows = await world.stack.sql("SELECT id FROM events WHERE run_id = $1", run)
    return [str(row["id"]) for row in rows]
