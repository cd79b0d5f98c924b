"""Doctor before a provider and a database: which key is taken, and which models can be asked."""

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from maxsignal_cli.model_check import examine_models
from maxsignal_cli.probes import Finding
from maxsignal_cli.settings import LauncherSettings
from maxsignal_common.analysis import AnalysisDocument
from maxsignal_common.shipped import DAYSTART
from maxsignal_common.store.analyses import create_analysis
from maxsignal_common.store.database import Database
from maxsignal_common.store.llm_models import switch_models, sync_models
from maxsignal_common.store.provided import Provided
from tests.contracts.llm.conftest import KEY
from tests.contracts.llm.fake import FakeProvider
from tests.unit.llm.samples import DEAR, OFF, UNPRICED


async def findings(fake: FakeProvider, database_url: str | None = None) -> dict[str, Finding]:
    settings = LauncherSettings(llm_api_key=SecretStr(KEY), llm_base_url=fake.base_url)
    return {
        one.subject: one async for one in examine_models(Provided(settings), database_url, misspelt=False)
    }


async def write_analysis(owner: Database, **config: Any) -> None:
    told = {**DAYSTART.model_dump(mode="json"), "name": "mine"}
    document = AnalysisDocument.model_validate({**told, "config": {**told["config"], **config}})
    async with owner.begin() as connection:
        await create_analysis(connection, document, author="test", note="")


async def test_key_that_is_taken_is_well(fake: FakeProvider) -> None:
    finding = (await findings(fake))["LLM_API_KEY"]
    assert (finding.verdict, finding.explanation) == ("ok", "127.0.0.1 takes it; from the environment")


async def test_refused_key_is_wrong_and_not_repeated(fake: FakeProvider) -> None:
    fake.script(refuses=True)
    finding = (await findings(fake))["LLM_API_KEY"]
    assert (finding.verdict, KEY in finding.explanation) == ("wrong", False)


async def test_fresh_installation_is_told_how_to_begin(
    fake: FakeProvider, owner: Database, database_url: str
) -> None:
    finding = (await findings(fake, database_url))["models"]
    assert finding.verdict == "note"
    assert "analysis set-model" in finding.explanation


@pytest.mark.parametrize("field", ["steps", "merge"])
async def test_model_that_may_be_asked_is_well(
    fake: FakeProvider, owner: Database, database_url: str, field: str
) -> None:
    async with owner.begin() as connection:
        await sync_models(connection, [DEAR])
        await switch_models(connection, [DEAR.id], enabled=True)
    step = {"model": DEAR.id}
    await write_analysis(owner, **{field: [{"method": "smc", **step}] if field == "steps" else step})
    finding = (await findings(fake, database_url))["models"]
    assert (finding.verdict, f"{DEAR.id} for mine" in finding.explanation) == ("ok", True)


async def test_models_that_cannot_be_asked_bring_remedies(
    fake: FakeProvider, owner: Database, database_url: str
) -> None:
    async with owner.begin() as connection:
        await sync_models(connection, [OFF, UNPRICED])
    names = {"smc": OFF.id, "ict": UNPRICED.id, "vsa": "e/none"}
    await write_analysis(owner, steps=[{"method": one, "model": name} for one, name in names.items()])
    finding = (await findings(fake, database_url))["models"]
    assert finding.verdict == "wrong"
    for remedy in ("models sync", f"enable {OFF.id}`", f"enable {UNPRICED.id} --prompt-price"):
        assert remedy in finding.explanation


async def test_archived_analysis_asks_nobody(fake: FakeProvider, owner: Database, database_url: str) -> None:
    await write_analysis(owner, steps=[{"method": "smc", "model": "e/none"}])
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE analyses SET archived = true WHERE name = 'mine'"))
    assert (await findings(fake, database_url))["models"].verdict == "note"


async def test_database_without_a_schema_is_no_news(fake: FakeProvider, postgres_server: Any) -> None:
    assert "models" not in await findings(fake, postgres_server.url)
