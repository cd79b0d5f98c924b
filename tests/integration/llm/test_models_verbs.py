"""`maxsignal models`: the catalogue from the provider, and the operator's switch."""

import pytest

from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import CatalogueModel, sync_models
from tests.contracts.llm.fake import FakeProvider
from tests.fakes.openai_server import MODELS
from tests.integration.catalogue.conftest import Verb, maxsignal

__all__ = ["maxsignal"]


@pytest.fixture
def verb(maxsignal: Verb, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> Verb:
    monkeypatch.setenv("LLM_BASE_URL", fake.base_url)
    monkeypatch.setenv("LLM_FORBID_NETWORK", "1")
    maxsignal("models", "sync")
    return maxsignal


def listed(verb: Verb, *words: str) -> list[str]:
    return [model["id"] for model in verb("models", "list", "--json", *words).json]


def test_new_models_are_switched_off(verb: Verb) -> None:
    assert listed(verb) == ["a/one", "b/free", "c/auto"]
    assert listed(verb, "--enabled") == []


def test_prices_and_context_are_shown(verb: Verb) -> None:
    (one,) = verb("models", "list", "one", "--json").json
    assert (one["context"], one["prompt_price"], one["completion_price"]) == (128_000, "0.000001", "0.000002")
    assert "128,000" in verb("models", "list").text


@pytest.mark.parametrize(
    ("words", "found"),
    [(["--free"], ["b/free"]), (["--provider", "a"], ["a/one"]), (["aut"], ["c/auto"])],
    ids=["free", "provider", "words"],
)
def test_list_is_narrowed(verb: Verb, words: list[str], found: list[str]) -> None:
    assert listed(verb, *words) == found


def test_second_sync_tells_what_changed_and_keeps_switches(verb: Verb, fake: FakeProvider) -> None:
    verb("models", "enable", "a/one", "b/free")
    dearer = {**MODELS[0], "pricing": {"prompt": "0.000009", "completion": "0.000009"}}
    fake.script(models=[dearer, MODELS[2], {**MODELS[1], "id": "n/new"}])
    told = verb("models", "sync", "--json").json
    assert told == {"added": ["n/new"], "changed": ["a/one"], "same": 1, "gone": ["b/free"]}
    assert listed(verb, "--enabled") == ["a/one", "b/free"]


def test_model_without_a_price_needs_one(verb: Verb) -> None:
    error = verb("models", "enable", "a/one", "c/auto").error
    assert error
    assert error.code == "unpriced_model"
    assert listed(verb, "--enabled") == []
    verb("models", "enable", "c/auto", "--prompt-price", "1", "--answer-price", "2.5")
    assert listed(verb, "--enabled") == ["c/auto"]


@pytest.mark.parametrize("price", ["-1", "much", "NaN", "1e9"])
def test_odd_price_is_refused(verb: Verb, price: str) -> None:
    error = verb("models", "enable", "c/auto", "--answer-price", "1", f"--prompt-price={price}").error
    assert error
    assert error.code == "bad_price"


def test_unknown_model_is_told(verb: Verb) -> None:
    error = verb("models", "disable", "a/one", "x/none").error
    assert error
    assert error.code == "unknown_model"


def test_provider_that_lists_nothing_changes_nothing(verb: Verb, fake: FakeProvider) -> None:
    fake.script(models=[])
    error = verb("models", "sync").error
    assert error
    assert error.code == "models_unlisted"
    assert len(listed(verb)) == 3


async def test_price_set_by_hand_survives_a_sync(owner: Database) -> None:
    silent = CatalogueModel("local/one", "One", "local")
    async with owner.begin() as connection:
        await sync_models(connection, [silent._replace(prompt_price=1, completion_price=1)])  # type: ignore[arg-type] # as the database takes it
        again = await sync_models(connection, [silent])
    assert again.same == 1
