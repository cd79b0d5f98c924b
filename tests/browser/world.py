"""The stack that browsers look at: the real product, with fakes only where it meets the world."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, override

import httpx
from playwright.async_api import Browser, BrowserContext, Error, Page, StorageState

from maxsignal_common.store.database import connect
from maxsignal_common.store.users import Role
from tests.browser.looking import Complaints, settled, watched
from tests.contracts.llm.fake import FakeProvider, running_provider
from tests.e2e.asking import SETTINGS, Asking
from tests.fixtures.access import PASSWORD, join
from tests.fixtures.stack import LiveStack, live_stack

type Language = Literal["ru", "en"]
type Theme = Literal["dark", "light"]
DESKTOP, PHONE = (1440, 900), (390, 844)
WRITER = "fake/text"
ADMIN, TRADER = "admin@example.org", "trader@example.org"
ZONE = "Europe/Moscow"
SCREENSHOTS = os.environ.get("SCREENSHOTS")


@dataclass(frozen=True)
class Look:
    """How somebody looks at pages."""

    language: Language = "en"
    theme: Theme = "dark"
    size: tuple[int, int] = DESKTOP

    @property
    def is_phone(self) -> bool:
        return self.size == PHONE

    @override
    def __str__(self) -> str:
        return f"{'phone' if self.is_phone else 'desktop'}-{self.theme}-{self.language}"


@dataclass(frozen=True)
class Someone:
    """A browser of somebody's own, and what it complained about."""

    context: BrowserContext
    complaints: Complaints

    @asynccontextmanager
    async def page(self, address: str) -> AsyncIterator[Page]:
        """A tab that is closed afterwards: a browser keeps six connections to one origin and no more."""
        page = await self.context.new_page()
        try:
            await page.goto(address)
            await settled(page)
            yield page
        except (AssertionError, Error):
            if SCREENSHOTS:
                await page.screenshot(path=Path(SCREENSHOTS) / "failed.png", full_page=True)
            raise
        finally:
            await page.close()


class World:
    def __init__(self, stack: LiveStack, fake: FakeProvider, browser: Browser) -> None:
        self.stack = stack
        self.fake = fake
        self.browser = browser
        self.asking = Asking(stack, fake)
        self._logins: dict[Role, StorageState] = {}

    @property
    def url(self) -> str:
        return self.stack.runtime.api_url

    async def open_accounts(self) -> None:
        database = connect(self.stack.runtime.database_url)
        await join(database, ADMIN, Role.ADMIN)
        await join(database, TRADER, Role.TRADER)
        await database.close()

    async def someone(self, role: Role | None = None, look: Look | None = None) -> Someone:
        """A fresh browser; with a role, of somebody who has logged in."""
        seen = look or Look()
        width, height = seen.size
        context = await self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            locale={"ru": "ru-RU", "en": "en-GB"}[seen.language],
            timezone_id=ZONE,
            reduced_motion="reduce",
            storage_state=await self._kept(role, seen.theme),
        )
        return Someone(context, await watched(context, self.url))

    async def _kept(self, role: Role | None, theme: Theme) -> StorageState:
        """What a browser remembers: the session, and how pages shall look."""
        cookies = (await self._login(role)).get("cookies", []) if role else []
        remembered = {"origin": self.url, "localStorage": [{"name": "maxsignal.theme", "value": theme}]}
        return cast("StorageState", {"cookies": cookies, "origins": [remembered]})

    async def _login(self, role: Role) -> StorageState:
        if role not in self._logins:
            context = await self.browser.new_context(base_url=self.url)
            body = {"email": ADMIN if role is Role.ADMIN else TRADER, "password": PASSWORD}
            answer = await context.request.post(
                "/api/auth/login", data=body, headers={"Sec-Fetch-Site": "same-origin"}
            )
            assert answer.ok, await answer.text()
            self._logins[role] = await context.storage_state()
            await context.close()
        return self._logins[role]

    async def copy_daystart(self, name: str, **changes: Any) -> None:
        """An analysis of a test's own, which nobody publishes by itself."""
        config = (await self.api("GET", "/api/analyses/daystart"))["config"]
        changed = {**config, "auto_publish": False, **changes}
        await self.api("POST", "/api/analyses", json={"name": name, "description": name, "config": changed})

    async def api(self, method: str, path: str, **more: Any) -> Any:
        """What a machine asks; JSON of the answer."""
        headers = {"Authorization": f"Bearer {self.stack.runtime.api_token}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False) as http:
            answer = await http.request(method, path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    async def telegram(self, method: str, path: str, **more: Any) -> Any:
        """What the stand-in for Telegram is told or asked."""
        async with httpx.AsyncClient(base_url=self.stack.runtime.telegram_url or "", trust_env=False) as http:
            answer = await http.request(method, path, **more)
        assert answer.is_success, answer.text
        return answer.json()


@asynccontextmanager
async def living_world(browser: Browser, data: Path) -> AsyncIterator[World]:
    with running_provider() as fake:
        async with live_stack(data, LLM_BASE_URL=fake.base_url, **SETTINGS) as stack:
            world = World(stack, fake, browser)
            await world.open_accounts()
            yield world
