"""What only a press brings up is in order, too: nothing axe objects to, nothing wider than a phone."""

from collections.abc import Callable

import pytest
from playwright.async_api import Locator, Page, expect

from maxsignal_common.store.users import Role
from tests.browser.looking import too_wide, violations
from tests.browser.routes import Sample, filled
from tests.browser.world import DESKTOP, PHONE, Look, World

LOOKS = (Look("en", "light", DESKTOP), Look("en", "dark", PHONE))
UNPRICED = "INSERT INTO llm_models (id, name, provider) VALUES ($1, $1, 'fake') ON CONFLICT DO NOTHING"
KEYS = {"palette": "Control+k", "help": "Shift+Slash"}


def button(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.locator("#page").get_by_role("button", name=name).first


def unpriced(page: Page) -> Locator:
    """The switch of a model whose provider tells no price."""
    return page.get_by_role("listitem").filter(has_text="fake/unpriced").get_by_role("switch")


PRESSES: dict[str, tuple[str, Callable[[Page], Locator]]] = {
    "publish": ("/runs/{run}", button("Publish")),
    "delete schedule": ("/schedules", button("Delete")),
    "new user": ("/settings/users", button("Add a user")),
    "own price": ("/settings/models", unpriced),
    "drop letter": ("/system?letter={letter}", lambda page: page.get_by_role("button", name="Drop")),
}

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("name", PRESSES)
async def test_dialog_is_in_order(world: World, sample: Sample, look: Look, name: str) -> None:
    await world.stack.sql(UNPRICED, "fake/unpriced")
    address, press = PRESSES[name]
    someone = await world.someone(Role.ADMIN, look)
    async with someone.page(filled(address, sample)) as page:
        await press(page).click()
        await expect(page.get_by_role("dialog").last).to_be_visible()
        await in_order(page, look)
    assert someone.complaints.drained() == []
    await someone.context.close()


@pytest.mark.parametrize("name", KEYS)
async def test_window_of_a_key_is_in_order(world: World, sample: Sample, name: str) -> None:
    someone = await world.someone(Role.ADMIN)
    async with someone.page("/") as page:
        await page.keyboard.press(KEYS[name])
        await expect(page.get_by_role("dialog")).to_be_visible()
        await in_order(page, Look())
    await someone.context.close()


async def in_order(page: Page, look: Look) -> None:
    assert await violations(page) == []
    assert await too_wide(page, look.size[0]) == []
