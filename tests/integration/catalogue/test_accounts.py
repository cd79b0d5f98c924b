"""Whoever runs the installation opens the first account, and gets back in when nobody can."""

import asyncio
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from maxsignal_api import operator
from maxsignal_api.auth.passwords import Passwords
from maxsignal_api.auth.secret_tokens import digest
from maxsignal_api.settings import ApiSettings
from maxsignal_cli.accounts import launcher_token
from maxsignal_cli.commands.up import show_first_admin
from maxsignal_common.store.database import connect
from maxsignal_common.store.tokens import live_tokens, token_of
from maxsignal_common.store.users import Account, Role, account_of
from tests.integration.catalogue.conftest import Verb

EMAIL = "you@example.org"
ONE_TIME = r"([2-9A-Z]{4}-){4}[2-9A-Z]{4}"

type Ask = Callable[[str], Account]


@pytest.fixture
def account(database_url: str) -> Ask:
    async def ask(email: str) -> Account:
        database = connect(database_url)
        async with database.begin() as connection:
            found = await account_of(connection, email)
        await database.close()
        assert found
        return found

    return lambda email: asyncio.run(ask(email))


def opens(account: Account, password: str) -> bool:
    right, _ = asyncio.run(Passwords().check(password.strip(), account.password_hash))
    return right and account.opens


def test_new_account_opens_with_what_was_printed(maxsignal: Verb, account: Ask) -> None:
    said = maxsignal("user", "create", "You@Example.org", "--role", "admin")
    assert re.fullmatch(ONE_TIME, said.text.strip())
    assert opens(account(EMAIL), said.text)
    assert account(EMAIL).user.one_time_until
    assert maxsignal("user", "list", "--json").json == [{"email": EMAIL, "role": "admin", "disabled": False}]


def test_second_account_of_an_address_is_refused(maxsignal: Verb) -> None:
    maxsignal("user", "create", EMAIL)
    again = maxsignal("user", "create", EMAIL)
    assert again.error
    assert again.error.code == "email_taken"


def test_forgotten_password_is_replaced(maxsignal: Verb, account: Ask) -> None:
    first = maxsignal("user", "create", EMAIL).text
    second = maxsignal("user", "reset-password", EMAIL).text
    assert (opens(account(EMAIL), first), opens(account(EMAIL), second)) == (False, True)


def test_disabled_account_does_not_open(maxsignal: Verb, account: Ask) -> None:
    password = maxsignal("user", "create", EMAIL).text
    assert maxsignal("user", "disable", EMAIL).code == 0
    assert not opens(account(EMAIL), password)


def test_last_administrator_stays(maxsignal: Verb) -> None:
    maxsignal("user", "create", EMAIL, "--role", "admin")
    said = maxsignal("user", "disable", EMAIL)
    assert said.error
    assert said.error.code == "last_admin"


def test_token_is_valid_until_it_is_revoked(maxsignal: Verb) -> None:
    assert maxsignal("token", "create", "robot").text.startswith("mxs_")
    assert [one["name"] for one in maxsignal("token", "list", "--json").json] == ["robot"]
    assert maxsignal("token", "revoke", "robot").code == 0
    assert maxsignal("token", "list", "--json").json == []


def shown(database_url: str, *, terminal: bool, email: str | None = EMAIL) -> str:
    said = StringIO()
    console = Console(file=said, force_terminal=terminal, width=200, no_color=True)
    asyncio.run(show_first_admin(database_url, email, console))
    return said.getvalue()


def test_first_password_is_shown_once_and_on_a_terminal(database_url: str, account: Ask) -> None:
    """6.4.1: what is no terminal may be a file that is kept."""
    assert not re.search(ONE_TIME, shown(database_url, terminal=False))
    assert not re.search(ONE_TIME, shown(database_url, terminal=True, email=None))
    found = re.search(ONE_TIME, shown(database_url, terminal=True))
    assert found
    assert opens(account(EMAIL), found[0])
    assert account(EMAIL).user.role is Role.ADMIN
    assert shown(database_url, terminal=True) == ""


async def test_launcher_has_one_token_per_data_directory(database_url: str, tmp_path: Path) -> None:
    first, second = [await launcher_token(database_url, tmp_path) for _ in range(2)]
    other = await launcher_token(database_url, tmp_path / "other")
    database = connect(database_url)
    async with database.begin() as connection:
        assert len(await live_tokens(connection)) == 2
        valid = [await token_of(connection, digest(one)) is not None for one in (first, second, other)]
    await database.close()
    assert valid == [False, True, True]


async def test_operator_of_a_container_needs_no_more_rights(database_url: str) -> None:
    """Under compose the same is done by the api's own role."""
    settings = ApiSettings(database_url=SecretStr(database_url), _env_file=None)
    password = await operator.run(settings, "user", EMAIL, Role.ADMIN)
    assert re.fullmatch(ONE_TIME, password)
    assert await operator.run(settings, "password", EMAIL, Role.ADMIN) != password
    assert (await operator.run(settings, "token", "robot", Role.TRADER)).startswith("mxs_")
