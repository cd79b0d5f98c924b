"""Which passwords are taken, and how many are computed at once."""

import asyncio
import re
import threading

import pytest

from maxsignal_api.auth.passwords import LONGEST, Passwords, one_time_password, require_good
from maxsignal_api.problems import ProblemError


def refusal(password: str, *own: str) -> str | None:
    try:
        require_good(password, *own)
    except ProblemError as error:
        return error.code
    return None


@pytest.mark.parametrize("password", ["8letters", "восьмиок", "🐎" * 4 + "abcd", "a b" * 300, "p" * 20 + "q"])
def test_length_is_all_that_is_asked(password: str) -> None:
    """6.2.1, 6.2.9: no rules of composition."""
    assert refusal(password) is None


@pytest.mark.parametrize("password", ["", "1234567", "🐎" * 7, "a" + "b" * LONGEST])
def test_short_and_endless_ones_are_refused(password: str) -> None:
    """6.2.1"""
    assert refusal(password) == "password_length"


@pytest.mark.parametrize("password", ["password1", "PassWord1", "qwertyuiop", "пароль123", "********"])
def test_the_first_that_are_guessed_are_refused(password: str) -> None:
    """6.2.4"""
    assert refusal(password) == "password_common"


@pytest.mark.parametrize("password", ["Somebody@example.org", "somebody", "Some Body"])
def test_own_name_is_no_password(password: str) -> None:
    assert refusal(password, "somebody@example.org", "Some Body") == "password_is_known"


async def test_nothing_of_a_password_is_cut_off() -> None:
    """6.2.8"""
    passwords, letters = Passwords(), "ы" * 64
    kept = await passwords.hash(letters)
    assert (await passwords.check(letters, kept))[0]
    assert not (await passwords.check(letters[:-1] + "ъ", kept))[0]
    assert not (await passwords.check(letters + "ы", kept))[0]


async def test_composed_and_decomposed_letters_are_the_same() -> None:
    passwords = Passwords()
    assert (await passwords.check("пароль и\u0306", await passwords.hash("пароль й")))[0]


async def test_nobody_has_no_password() -> None:
    assert await Passwords().check("any", None) == (False, None)


async def test_two_are_computed_at_once_and_no_more() -> None:
    """Whether anybody still waits for them or not."""
    passwords, others = Passwords(), set(threading.enumerate())
    asked = [asyncio.create_task(passwords.hash("p" * 8)) for _ in range(12)]
    most = 0
    while not all(one.done() for one in asked):
        if len(asked) > 6:
            asked.pop().cancel()
        threads = {one for one in threading.enumerate() if one.name.startswith("password")}
        most = max(most, len(threads - others))
        await asyncio.sleep(0)
    assert most == 2


def test_one_time_passwords_are_long_and_legible() -> None:
    made = {one_time_password() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}", one) for one in made)
