"""What strangers and models wrote comes back to the letter, and as nothing that a browser would run."""

import csv
from collections.abc import Iterator

import httpx
import pytest

from maxsignal_api.parts import Parts
from tests.fixtures.planting import Planted, as_name, plant, scripts
from tests.integration.api.test_roles import OPERATIONS

JSON = {"application/json", "application/problem+json"}
# Tested apart: a stream, bytes, text for Prometheus, a table.
OTHER = {"streamEvents", "getPicture", "getMetrics", "exportRuns"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def paths(planted: Planted) -> Iterator[str]:
    """Every operation that reads; of single things some."""
    for operation in OPERATIONS:
        if operation.method == "GET" and operation.name not in OTHER:
            yield from filled(operation.template, planted)


def filled(path: str, planted: Planted) -> list[str]:
    known = {
        "run_id": [str(run) for run in planted.runs],
        "name": planted.analyses[:3],
        "letter_id": [str(letter) for letter in planted.letters[:3]],
        "schedule_id": [str(schedule) for schedule in planted.schedules[:3]],
        "chat_id": [str(chat) for chat in planted.chats[:3]],
        "step": ["smc"],
        "version": ["1", "1001"],
        "call_id": [str(planted.calls[0])],
    }
    found = [path]
    for name, values in known.items():
        found = [one.replace(f"{{{name}}}", value) for one in found for value in values]
    return list(dict.fromkeys(found))


@pytest.fixture
async def planted(database_url: str) -> Planted:
    return await plant(database_url)


async def test_corpus_is_large_and_varied() -> None:
    assert len(scripts()) == len(set(scripts())) >= 200
    assert len({as_name(text) for text in scripts()}) >= 200


async def test_hostile_words_are_only_ever_data(
    admin: httpx.AsyncClient, planted: Planted, linked: Parts
) -> None:
    """1.2.1: nothing is HTML, nothing may be taken for it, nothing fails because of it."""
    assert linked.bus.publisher
    for path in paths(planted):
        answer = await admin.get(path)
        kind = answer.headers["Content-Type"].partition(";")[0]
        assert (kind in JSON, answer.is_server_error) == (True, False), (path, answer.text[:300])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_hostile_words_come_back_to_the_letter(admin: httpx.AsyncClient, planted: Planted) -> None:
    letters = [(await admin.get(f"/api/dead-letters/{one}")).json() for one in planted.letters]
    assert {one["payload"] for one in letters} == {one["detail"] for one in letters} == set(scripts())
    runs = [(await admin.get(f"/api/runs/{run}")).json() for run in planted.runs]
    parts = [part["text"] for run in runs for post in run["posts"] for part in post["parts"]]
    assert len(set(parts)) >= 150
    assert set(parts) <= set(scripts())


async def test_table_of_hostile_words_computes_nothing(admin: httpx.AsyncClient, planted: Planted) -> None:
    """1.2.10: it is saved, not shown, and no cell of it is a formula."""
    answer = await admin.get("/api/runs.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.reader(answer.text.splitlines()))
    assert len(rows) > len(planted.runs)
    assert [cell for row in rows for cell in row if cell.startswith(FORMULA)] == []
