"""A trader is offered nothing that is an administrator's, and refused it when asked for anyway."""

import pytest
from playwright.async_api import Page, expect

from maxsignal_common.store.users import Role
from tests.browser.routes import OUTSIDE, Sample, filled, walked
from tests.browser.world import World

CONTROLS = (
    "Publish", "New schedule", "Run now", "Pause", "Resume", "Delete", "Archive", "Save as a version",
    "Activate", "Replay", "Drop", "Hide", "Cancel", "Revoke",
)  # fmt: skip
ADMINS_ONLY = ("/settings/users", "/settings/tokens", "/settings/keys", "/settings/audit")
ORDERS = (("POST", "/api/runs/{run}/publish"), ("GET", "/api/dead-letters"), ("GET", "/api/users"))

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_trader_is_offered_no_control_of_administrators(world: World, sample: Sample) -> None:
    trader = await world.someone(Role.TRADER)
    refused: list[str] = []
    trader.context.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    offered = {}
    for address in walked():
        if address not in OUTSIDE:
            async with trader.page(filled(address, sample)) as page:
                offered[address] = await controls(page)
    assert {address: names for address, names in offered.items() if names} == {}
    assert trader.complaints.drained() == []
    await trader.context.close()


async def controls(page: Page) -> list[str]:
    """The buttons of administrators on this page."""
    return [name for name in CONTROLS if await page.get_by_role("button", name=name, exact=True).count()]


@pytest.mark.parametrize("address", ADMINS_ONLY)
async def test_page_of_administrators_says_whose_it_is(world: World, sample: Sample, address: str) -> None:
    trader = await world.someone(Role.TRADER)
    async with trader.page(address) as page:
        await expect(page.get_by_role("heading")).to_have_text("Only administrators may do this.")
    await trader.context.close()


async def test_login_page_asks_nobody_who_one_is(world: World) -> None:
    stranger = await world.someone()
    asked: list[str] = []
    stranger.context.on("request", lambda request: asked.append(request.url))
    async with stranger.page("/login"):
        assert [url for url in asked if "/api/" in url] == []
    await stranger.context.close()


async def test_direct_call_of_a_trader_is_refused(world: World, sample: Sample) -> None:
    trader = await world.someone(Role.TRADER)
    async with trader.page("/") as page:
        answers = [await call(page, method, filled(path, sample)) for method, path in ORDERS]
    assert answers == [[403, "role_insufficient"]] * len(ORDERS)
    await trader.context.close()


async def call(page: Page, method: str, path: str) -> list[object]:
    """What a script in the page itself would be told."""
    ask = "async ([method, path]) => { const answer = await fetch(path, { method });\
 return [answer.status, (await answer.json()).code]; }"
    told: list[object] = await page.evaluate(ask, [method, path])
    return told
