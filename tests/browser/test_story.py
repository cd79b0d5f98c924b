"""What an analyst does in a day, from the first login to the post in the reader's chat."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from maxsignal_common.store.users import Role
from tests.browser.furnishing import READERS
from tests.browser.routes import Sample
from tests.browser.world import WRITER, World
from tests.fixtures.access import PASSWORD
from tests.fixtures.stack import maxsignal

NEWCOMER = "newcomer@example.org"
SENTENCE = "Write as calmly as a lighthouse keeper."
ANALYSIS = "story"
# Long enough to be seen half done.
SLOWLY_S = 2.0
METHODS = 5

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_first_login_asks_for_a_password_of_ones_own(world: World) -> None:
    created = await asyncio.to_thread(
        maxsignal, "user", "create", NEWCOMER, "--role", "admin", "--data", str(world.stack.data)
    )
    newcomer = await world.someone()
    async with newcomer.page("/runs") as page:
        await log_in(page, created.stdout.strip())
        await page.get_by_label("Current password").fill(created.stdout.strip())
        await page.get_by_label("New password").fill(PASSWORD)
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", name="Runs")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await log_in(page, PASSWORD)
        await expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    assert newcomer.complaints.drained() == []
    await newcomer.context.close()


async def log_in(page: Page, password: str) -> None:
    await page.get_by_label("E-mail").fill(NEWCOMER)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_analyst_tunes_runs_watches_and_publishes(world: World, sample: Sample) -> None:
    await world.copy_daystart(ANALYSIS)
    world.fake.script(by_model=True, delay=SLOWLY_S)
    analyst = await world.someone(Role.ADMIN)
    async with analyst.page("/prompts/smc?text=en") as page:
        await save_a_sentence_in_the_prompt(page)
        await page.goto(f"/analyses/{ANALYSIS}?step=smc")
        await give_the_step_a_model(page)
        await start_a_run(page)
        await watch_it_live(page)
        assert True in prompts_told(world)
        told = await publish(page)
    await same_in_the_chat(world, told)
    assert analyst.complaints.drained() == []
    world.fake.script(by_model=True)
    await analyst.context.close()


async def save_a_sentence_in_the_prompt(page: Page) -> None:
    editor = page.get_by_role("textbox", name="Text of the prompt, English")
    await editor.click()
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("End")
    await page.keyboard.type(f" {SENTENCE}")
    await page.get_by_role("button", name="Save as a version").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What has changed and why").fill("calmer")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("version 2", exact=True).first).to_be_visible()


async def give_the_step_a_model(page: Page) -> None:
    await page.get_by_label("Model", exact=True).select_option(WRITER)
    await page.get_by_role("button", name="Save as a version").click()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name=f"SMC {WRITER}")).to_be_visible()


async def start_a_run(page: Page) -> None:
    await page.get_by_label("Instrument").select_option("IBM")
    await page.get_by_role("button", name="Run", exact=True).click()
    await expect(page.get_by_role("region", name="Steps of the run")).to_be_visible()


async def watch_it_live(page: Page) -> None:
    """Steps come in one after another in a page that is never loaded again."""
    await page.evaluate("window.neverLoadedAgain = true")
    done = page.get_by_role("region", name="Steps of the run").get_by_text("done", exact=True)
    await expect(done).to_have_count(METHODS - 1)
    await expect(done).to_have_count(METHODS + 1, timeout=60_000)
    assert await page.evaluate("window.neverLoadedAgain")


def prompts_told(world: World) -> set[bool]:
    """Whether the model was told the new sentence; of two languages one has it."""
    return {SENTENCE in one["asked"]["messages"][0]["content"] for one in world.fake.seen()}


async def publish(page: Page) -> list[str]:
    """The parts of the post as the page shows them, once they are sent."""
    await page.get_by_role("tab", name="Post").click()
    await page.get_by_role("button", name="English").click()
    parts = await page.locator("#page p[lang=en]").all_text_contents()
    await page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(re.compile(r"\d+ recipients, \d+ messages"))
    await dialog.get_by_role("button", name="Publish").click()
    await expect(dialog.get_by_role("status")).to_contain_text("The order is given")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_text("published", exact=True)).to_be_visible(timeout=60_000)
    return parts


async def same_in_the_chat(world: World, told: list[str]) -> None:
    """The reader's chat ends with exactly these texts."""
    reader = await world.someone()
    page = await reader.context.new_page()
    await page.goto(f"{world.stack.runtime.telegram_url}/#{READERS[1]}")
    texts = page.locator("#messages .text")
    await expect(texts.last).to_have_text(told[-1])
    assert (await texts.all_text_contents())[-len(told) :] == told
    await reader.context.close()
