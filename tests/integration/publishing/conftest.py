"""The verbs `publish` and `deliveries` against an API that really listens, with one merged run."""

import asyncio
from uuid import UUID

import pytest

from maxsignal_common.analysis import Language
from maxsignal_common.ids import post_id
from maxsignal_common.store.commands import merged_post
from maxsignal_common.store.database import connect
from maxsignal_common.store.queueing import Kind, Post, Recipient, messages_of, queue
from maxsignal_common.store.subscribers import subscribe
from tests.integration.analyses.conftest import api_url, database_template, spoken
from tests.integration.api.test_runs import merged
from tests.integration.catalogue.conftest import Verb

__all__ = ["api_url", "database_template"]


@pytest.fixture
def verb(api_url: str) -> Verb:
    return lambda *words: spoken((*words, "--api-url", api_url))


@pytest.fixture
def run(database_url: str) -> str:
    """A merged run, and two subscribers; the second has its post, and nobody knows whether."""

    async def arrange() -> UUID:
        owner = connect(database_url)
        run_id = (await merged(owner, database_url)).run_id
        async with owner.begin() as connection:
            for chat in (1, 2):
                await subscribe(connection, chat, Language.EN)
            messages = messages_of((await merged_post(connection, run_id)).posts)
            post = Post(post_id(run_id), Kind.POST, messages, run_id)
            await queue(connection, post, [Recipient(2, Language.EN)])
            await connection.exec_driver_sql("UPDATE deliveries SET state = 'unknown', error = 'lost'")
        await owner.close()
        return run_id

    return str(asyncio.run(arrange()))
