"""Both languages count, and say which they are."""

from uuid import uuid4

import pytest
from playwright.async_api import expect

from maxsignal_common.store.users import Role
from tests.browser.routes import Sample
from tests.browser.world import Language, Look, World

COUNTED: dict[Language, dict[int, str]] = {
    "en": {1: "1 run", 2: "2 runs", 5: "5 runs", 21: "21 runs"},
    "ru": {1: "1 запуск", 2: "2 запуска", 5: "5 запусков", 21: "21 запуск"},
}
RUNS = """
INSERT INTO runs (id, analysis, instrument, timeframe, trigger, status, as_of, steps, deadline, finished_at)
SELECT gen_random_uuid(), $1, 'IBM', 'D1', 'manual', 'failed', now(), '{}', now(), now()
FROM generate_series(1, $2)
"""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("language", COUNTED)
async def test_counts_take_the_forms_of_their_language(
    world: World, sample: Sample, language: Language
) -> None:
    someone = await world.someone(Role.TRADER, Look(language))
    for count, words in COUNTED[language].items():
        analysis = f"counted-{uuid4().hex[:8]}"
        await world.stack.sql(RUNS, analysis, count)
        async with someone.page(f"/runs?analysis={analysis}") as page:
            await expect(page.get_by_text(words, exact=True)).to_be_visible()
    assert someone.complaints.drained() == []
    await someone.context.close()


async def test_choice_of_a_language_is_kept_and_told(world: World, sample: Sample) -> None:
    someone = await world.someone(Role.TRADER)
    async with someone.page("/runs") as page:
        await page.get_by_role("button", name="Русский").click()
        await page.reload()
        await expect(page.get_by_role("heading", name="Запуски")).to_be_visible()
        assert await page.locator("html").get_attribute("lang") == "ru"
        assert await page.title() == "Запуски · Max Signal"
    await someone.context.close()
