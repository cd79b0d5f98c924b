"""Every address of the dashboard: the router says which routes there are, a sample fills the addresses in."""

import re
from dataclasses import dataclass

from tests.browser.chrome import DASHBOARD

SOURCES = DASHBOARD / "src"
TAB_FILES = {
    "/settings/$tab": "pages/settings/tabs.ts",
    "/runs/$id": "pages/run/search.ts",
    "/analyses/$name": "pages/analyses/search.ts",
}
# Shown by a route of its own test (`/settings` only leads on).
LEADS_ON = {"/settings"}


@dataclass(frozen=True)
class Sample:
    """Ids of what stands in the stack that is looked at."""

    run: str
    other_run: str
    failed_run: str
    letter: int


def declared() -> set[str]:
    """The paths in the router."""
    return set(re.findall(r'\bpath: "([^"]+)"', (SOURCES / "router.tsx").read_text(encoding="utf-8")))


def tabs_of(route: str) -> list[str]:
    """The names of a page's tabs, as its own list has them."""
    text = (SOURCES / TAB_FILES[route]).read_text(encoding="utf-8")
    found = re.search(r"const TABS = \[(.*?)\] as const", text, re.DOTALL)
    assert found, TAB_FILES[route]
    named = re.findall(r'name: "(\w+)"', found[1])
    return named or re.findall(r'"(\w+)"', found[1])


# Route -> addresses below it; what is in braces comes from the sample.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "/login": ("/login",),
    "/": ("/",),
    "/more": ("/more",),
    "/analyses": ("/analyses",),
    "/analyses/$name": tuple(f"/analyses/daystart?tab={tab}" for tab in tabs_of("/analyses/$name")),
    "/prompts/$step": ("/prompts/smc", "/prompts/merge?text=ru", "/prompts/smc?older=1&newer=2"),
    "/runs": ("/runs", "/runs?status=failed", "/runs?instrument=AAPL"),
    "/runs/compare": ("/runs/compare?a={run}&b={other_run}", "/runs/compare"),
    "/runs/$id": (
        *(f"/runs/{{run}}?tab={tab}" for tab in tabs_of("/runs/$id")),
        "/runs/{failed_run}",
        "/runs/00000000-0000-0000-0000-000000000000",
    ),
    "/runs/$id/steps/$step/replay": (
        "/runs/{run}/steps/smc/replay",
        "/runs/{run}/steps/merge/replay?text=ru",
    ),
    "/schedules": ("/schedules", "/schedules?fresh=true"),
    "/settings/$tab": tuple(f"/settings/{tab}" for tab in tabs_of("/settings/$tab")),
    "/posts": ("/posts",),
    "/posts/$id": ("/posts/{run}",),
    "/subscribers": ("/subscribers", "/subscribers?state=inactive"),
    "/subscribers/$chat": ("/subscribers/1001",),
    "/system": ("/system", "/system?letter={letter}"),
}
# What only somebody who is not logged in sees.
OUTSIDE = ("/login",)
NOWHERE = "/no/such/page"


def walked() -> list[str]:
    return [address for found in ADDRESSES.values() for address in found] + [NOWHERE]


def filled(address: str, sample: Sample) -> str:
    return address.format(**vars(sample))
