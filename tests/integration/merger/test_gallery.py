"""Pictures are stored before the post that names them goes out, once however often it is made."""

import asyncio
from collections.abc import AsyncIterator
from functools import cache

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maxsignal_cli.servers import PostgresServer
from maxsignal_common.rendered import RenderedPost
from maxsignal_common.store import migrate
from maxsignal_common.store.database import Database, connect
from maxsignal_common.store.pictures import picture_png
from maxsignal_merger.domain import Merged, merge
from maxsignal_merger.gallery import Gallery
from tests.fixtures.recorded import ibm_joined
from tests.fixtures.servers import template_database


@pytest.fixture(scope="session")
def database_template(postgres_server: PostgresServer) -> str:
    return asyncio.run(template_database(postgres_server, migrate.apply))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database with the rights of a merger."""
    database = connect(database_url, role="maxsignal_merger")
    yield database
    await database.close()


@cache
def made() -> Merged:
    return merge(ibm_joined())


def bare() -> tuple[RenderedPost, ...]:
    return merge(ibm_joined().model_copy(update={"bars": None})).event.posts


async def test_pictures_are_stored_as_they_were_drawn(database: Database) -> None:
    await Gallery(database, CollectorRegistry()).keep(made().event.posts, made().pictures)
    async with database.begin() as connection:
        stored = [await picture_png(connection, str(post.picture)) for post in made().event.posts]
    assert stored == [picture.png for picture in made().pictures]


async def test_post_made_again_adds_no_picture(database: Database, owner: Database) -> None:
    gallery = Gallery(database, CollectorRegistry())
    for _ in range(2):
        await gallery.keep(made().event.posts, made().pictures)
    async with owner.begin() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM pictures"))).scalar() == 2


async def test_what_is_not_drawn_is_counted_by_its_reason(database: Database) -> None:
    registry = CollectorRegistry()
    gallery = Gallery(database, registry)
    await gallery.keep(made().event.posts, made().pictures)
    await gallery.keep(bare(), ())
    counts = [
        registry.get_sample_value("maxsignal_pictures_total", {"language": "ru", "outcome": outcome})
        for outcome in ("drawn", "no_candles")
    ]
    assert counts == [1, 1]


async def test_merger_cannot_change_a_picture(database: Database) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.begin() as connection:
            await connection.execute(text("UPDATE pictures SET width = 1"))
