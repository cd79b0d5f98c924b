"""Whatever the description allows or forbids, everybody gets an answer that it documents, and never a 5xx."""

import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.generation import GenerationMode

from maxsignal_api.app import build_app
from maxsignal_api.parts import Parts
from maxsignal_common.store.database import Database
from maxsignal_common.store.users import Role
from tests.fixtures.access import mint
from tests.integration.api.conftest import BASE_URL
from tests.integration.api.people import Browser

# Per operation and kind of data: a short budget for every run of the tests, the same cases each time.
EXAMPLES = 4
# A stream has tests of its own: here it would be read to its end.
ENDLESS = {"streamEvents"}
# Asks a provider, whom no test reaches: that this is told is documented, and no failure of ours.
PASSED_ON = {"syncModels": 502}
UNSENDABLE = (UnicodeError, ValueError, TypeError, httpx.InvalidURL, httpx.LocalProtocolError)


def cases(parts: Parts) -> Iterator[tuple[Any, dict[str, Any]]]:
    schema = schemathesis.openapi.from_dict(build_app(parts).openapi())
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        if operation.definition.raw["operationId"] in ENDLESS:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for case in examples(operation, mode):
                yield operation, case.as_transport_kwargs(base_url=BASE_URL)


def examples(operation: Any, mode: GenerationMode) -> list[Any]:
    made: list[Any] = []

    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def take(case: Any) -> None:
        made.append(case)

    try:
        take()
    except Unsatisfiable:
        return made  # nothing can be wrong about a request without parameters
    return made


async def answer(web: httpx.AsyncClient, told: dict[str, Any]) -> httpx.Response | None:
    """None for what no client of HTTP can even write down."""
    headers = {name: value for name, value in told["headers"].items() if name.lower() != "connection"}
    body = {"json": told["json"]} if "json" in told else {"content": told.get("data")}
    try:
        return await web.request(
            told["method"], told["url"], headers=headers, params=told.get("params"), **body
        )
    except UNSENDABLE:
        return None


@pytest.mark.timeout(600)
async def test_every_answer_is_a_documented_one(linked: Parts, browser: Browser, owner: Database) -> None:
    people = {"nobody": browser()}
    for role in Role:
        people[role] = browser()
        people[role].headers.update(await mint(owner, role, f"contract {role}"))
    wrong, sent = [], 0
    for operation, told in cases(linked):
        documented = {str(status) for status in operation.definition.raw["responses"]}
        passed_on = PASSED_ON.get(operation.definition.raw["operationId"])
        for who, web in people.items():
            got = await answer(web, told)
            sent += got is not None
            if got is None or got.status_code == passed_on:
                continue
            if got.is_server_error or str(got.status_code) not in documented:
                wrong.append(f"{who} {told['method']} {told['url']} {got.status_code} {got.text[:300]}")
    assert "\n".join(wrong) == ""
    assert sent > 1000
