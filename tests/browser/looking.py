"""What is wrong with a page, as the browser itself can tell."""

import asyncio
import re
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, expect

from tests.browser.chrome import AXE

PHONE_WIDTH = 390
BUSY = "[role=status][aria-label='Loading'], [role=status][aria-label='Загрузка']"
# An answer that refuses is told by the page; that the console repeats it is the browser's habit.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE_FINDS = """async (rules) => (await axe.run(document, rules)).violations.map(
    (one) => `${one.id}: ${one.help} ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)"""
# What may speak another language says so, or is code.
WORDS_OF_ANOTHER = """() => {
    const skipped = 'script, noscript, style, code, pre, option, datalist, [lang]:not(html), .cm-editor';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (node.parentElement.closest(skipped) === null && node.data.trim()) found.push(node.data.trim());
    for (const name of ['aria-label', 'title', 'placeholder'])
        for (const one of document.querySelectorAll(`[${name}]`))
            if (one.closest(skipped) === null) found.push(one.getAttribute(name));
    return found;
}"""
TOO_WIDE = """(width) => document.documentElement.scrollWidth <= width ? [] :
    [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1)
        .map((one) => one.outerHTML.slice(0, 160)).slice(-5)"""
# What planted scripts call, and what the policy stops, is an error of the page like any other.
MARK = """window.__xss = () => console.error('a planted script ran');
addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});"""


@dataclass
class Complaints:
    """What the browser had to say about the pages of one context; none of it may ever be said."""

    origin: str
    found: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not REFUSED.match(message.text):
            self.found.append(f"{message.type}: {message.text}")

    def on_error(self, error: object) -> None:
        self.found.append(f"uncaught: {error}")

    async def on_dialog(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.found.append(f"another origin: {request.url}")

    def drained(self) -> list[str]:
        """What was said since the last time."""
        said, self.found = self.found, []
        return said

    def watch(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", self.on_error)
        page.on("dialog", self.on_dialog)
        page.on("request", self.on_request)


async def watched(context: BrowserContext, origin: str) -> Complaints:
    await context.add_init_script(MARK)
    complaints = Complaints(origin)
    context.on("page", complaints.watch)
    return complaints


async def settled(page: Page) -> None:
    """Everything that was asked for is shown."""
    await expect(page.locator("h1, main p").first).to_be_visible(timeout=15_000)
    await expect(page.locator(BUSY)).to_have_count(0, timeout=15_000)
    async with asyncio.timeout(15):
        await page.evaluate("document.fonts.ready.then(() => undefined)")


async def violations(page: Page) -> list[str]:
    """What axe finds."""
    if not await page.evaluate("'axe' in window"):
        # Through the debugger: the page's policy would let no script in.
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(AXE_FINDS, RULES)
    return found


async def too_wide(page: Page, width: int = PHONE_WIDTH) -> list[str]:
    """What reaches beyond the screen, where the page can be scrolled sideways."""
    found: list[str] = await page.evaluate(TOO_WIDE, width)
    return found


async def texts(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(WORDS_OF_ANOTHER)
    return found
