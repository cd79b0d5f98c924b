"""A bot's token that is stored over the API: used without a hand, at an address that is looked at."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError

from maxsignal_common.outbound import Outbound
from maxsignal_common.provider_settings import STAND_IN_CHAT, STAND_IN_TOKEN, TelegramKeys
from maxsignal_common.sealing import new_key, read_keyring
from maxsignal_common.store import settings_store
from maxsignal_common.store.database import Database
from maxsignal_common.store.subscribers import find_subscriber
from maxsignal_publisher.guarded import GuardedSession, NotAllowedError
from tests.contracts.sources.venue import FakeVenue, running_venue
from tests.fixtures.servers import Telegram
from tests.integration.publisher.processes import StartPublisher
from tests.integration.publisher.world import TOKEN


@pytest.fixture(scope="module")
def inner() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.inner") as venue:
        yield venue


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    path.write_text(new_key())
    path.chmod(0o600)
    return path


async def store(owner: Database, key_file: Path, **secrets: str) -> None:
    async with owner.begin() as connection:
        for name, secret in secrets.items():
            await settings_store.put_secret(connection, read_keyring(key_file), name, secret, by="test")


async def sleeps(owner: Database) -> bool:
    async with owner.begin() as connection:
        reader = await find_subscriber(connection, STAND_IN_CHAT)
    return reader is not None and not reader.active


def get_me(url: str, outbound: Outbound) -> Bot:
    return Bot(TOKEN, GuardedSession(outbound, TelegramAPIServer.from_base(url), timeout=5))


@pytest.mark.usefixtures("bus")
async def test_stored_token_takes_the_place_of_the_stand_in(
    owner: Database, start_publisher: StartPublisher, telegram: Telegram, key_file: Path
) -> None:
    """The process ends by itself and in order: whoever runs it starts it with the new token."""
    environment = {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_STAND_IN_URL": telegram.url}
    first = start_publisher(**environment, MASTER_KEY_FILE=str(key_file))
    await first.until_ready()
    assert not await sleeps(owner)
    await store(owner, key_file, telegram_bot_token=TOKEN)
    assert first.wait() == 0
    second = start_publisher(**environment, MASTER_KEY_FILE=str(key_file))
    await second.until_ready()
    assert await sleeps(owner)


async def test_stored_address_is_spoken_to(telegram: Telegram) -> None:
    async with get_me(telegram.url, Outbound(local=True)) as bot:
        assert (await bot.get_me()).username == "maxsignal_bot"


async def test_redirect_to_another_address_is_not_followed(inner: FakeVenue) -> None:
    """15.3.2: aiogram follows redirects, the way does not."""
    elsewhere = f"http://127.0.0.2:{urlsplit(inner.url).port}/inside"
    inner.script(faults=[{"path": "", "status": 302, "headers": {"Location": elsewhere}}])
    async with get_me(inner.url, Outbound(local=True)) as bot:
        with pytest.raises(AiogramError) as caught:
            await bot.get_me()
    assert isinstance(caught.value.__cause__, NotAllowedError)


async def test_name_that_came_to_mean_this_machine_is_not_reached(inner: FakeVenue) -> None:
    inner.script()
    port = urlsplit(inner.url).port

    async def rebound(_host: str, _port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    outbound = Outbound(frozenset({"listed.example"}), resolve=rebound)
    async with get_me(f"https://listed.example:{port}", outbound) as bot:
        with pytest.raises(AiogramError, match="ClientConnectorDNSError"):
            await bot.get_me()
    assert inner.seen() == []


def test_token_wins_over_the_stand_in() -> None:
    alone = TelegramKeys(telegram_stand_in_url="http://127.0.0.1:1", _env_file=None)
    given = alone.model_copy(update={"telegram_bot_token": TOKEN})
    spoken = alone.or_stand_in()
    assert spoken.telegram_bot_token
    assert spoken.telegram_bot_token.get_secret_value() == STAND_IN_TOKEN
    assert given.or_stand_in() == given
