"""Scripts stand wherever strangers' words are kept; every page that shows them is opened, and none runs."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from maxsignal_common.store.users import Role
from tests.browser.looking import settled
from tests.browser.routes import OUTSIDE, Sample, filled, walked
from tests.browser.world import World, living_world
from tests.fixtures.planting import Planted, as_name, plant, scripts

# What stands in one run is on these pages of it.
OF_A_RUN = ("/runs/{run}?tab=timeline", "/runs/{run}?tab=post", "/runs/{run}/steps/smc/replay")
LONGEST_NAME = 64
OPEN = """() => {
    const closed = '#page button[aria-expanded=false], #page details:not([open]) > summary';
    for (const one of document.querySelectorAll(closed)) one.click();
}"""
# Presses what asks for more until nothing does.
MORE = """async () => {
    const more = () => [...document.querySelectorAll('#page button')]
        .filter((one) => one.textContent === 'Show more');
    for (let found = more(); found.length; found = more()) {
        found.find((one) => !one.disabled)?.click();
        await new Promise((wake) => setTimeout(wake, 100));
    }
}"""
CHATS = 200  # as many as the chat page lists
TOLD = """() => [document.body.innerText, ...[...document.querySelectorAll('option, input, textarea')]
    .map((one) => one.textContent + one.value)].join(' ')"""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hostile(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with living_world(chrome, tmp_path_factory.mktemp("hostile")) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def planted(hostile: World) -> Planted:
    return await plant(hostile.stack.runtime.database_url)


def addresses(planted: Planted) -> Iterator[str]:
    """Every address once, and of each run the pages that show its words."""
    samples = [
        Sample(str(run), str(planted.runs[place - 1]), str(run), planted.letters[place])
        for place, run in enumerate(planted.runs)
    ]
    for address in walked():
        if address not in OUTSIDE:
            yield filled(address, samples[0])
    yield f"/analyses/{planted.analyses[0]}"
    for sample in samples[1:]:
        yield from (filled(address, sample) for address in OF_A_RUN)


@pytest.mark.timeout(600)
async def test_planted_script_runs_on_no_page(hostile: World, planted: Planted) -> None:
    reader = await hostile.someone(Role.ADMIN)
    seen = ""
    async with reader.page("/") as page:
        for address in addresses(planted):
            await page.goto(address)
            await unfold(page)
            seen += plain(await page.evaluate(TOLD))
            assert reader.complaints.drained() == [], address
    assert [text for text in scripts() if plain(text) not in seen] == []
    await reader.context.close()


async def unfold(page: Page) -> None:
    """Everything that a press would show as well."""
    await settled(page)
    await page.evaluate(MORE)
    await page.evaluate(OPEN)
    await settled(page)


def plain(text: str) -> str:
    """White space is the page's own business."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


async def test_hostile_name_runs_nothing_in_the_chat_page(hostile: World) -> None:
    for text in scripts()[:CHATS]:
        await hostile.telegram("POST", "/_control/chats", json={"name": as_name(text)[:LONGEST_NAME]})
    reader = await hostile.someone()
    reader.complaints.origin = hostile.stack.runtime.telegram_url or ""
    page = await reader.context.new_page()
    await page.goto(reader.complaints.origin)
    await page.locator("#chats button").first.click()
    await expect(page.locator("#chats button")).to_have_count(CHATS)
    assert reader.complaints.drained() == []
    await reader.context.close()


async def test_script_that_ran_would_be_noticed(hostile: World) -> None:
    """The proof of the proofs above."""
    reader = await hostile.someone(Role.ADMIN)
    async with reader.page("/") as page:
        await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=__xss()>')")
        await page.wait_for_timeout(300)
        assert "script-src" in " ".join(reader.complaints.drained())
        await page.evaluate("__xss()")
        assert reader.complaints.drained() == ["error: a planted script ran"]
    await reader.context.close()
