"""Passwords: which are taken, how they are kept, how many are computed at once.

Argon2id with 19 MiB, two passes, one lane takes about 40 ms of a processor. At most two are computed at a
time, in threads: guessing can slow down guessing, and nothing else.
"""

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib import resources

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from maxsignal_api.problems import ProblemError

SHORTEST, LONGEST = 8, 1024
AT_ONCE = 2
# No 0/O, 1/I/L: people type these from a terminal once. 20 of 31 are 99 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 5, 4


class Passwords:
    """Hashes and checks; one per process."""

    def __init__(self) -> None:
        self._hash = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
        # Threads of its own, not a semaphore: a request that was given up leaves its thread at work.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")

    async def hash(self, password: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hash.hash, normal(password))

    async def check(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether it is right, and its new hash where the kept one is of older parameters.

        Without a kept hash it is wrong, after the same time as any other wrong one.
        """
        right, newer = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._verify, normal(password), kept
        )
        return right and kept is not None, newer if kept else None

    def _verify(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        nobodys = self._nobodys  # made by the first check, whoever it is for
        return self._hash.verify_and_update(password, kept or nobodys)

    @cached_property
    def _nobodys(self) -> str:
        return self._hash.hash(secrets.token_urlsafe())


def normal(password: str) -> str:
    """The same letters are the same password, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def require_good(password: str, *own_words: str) -> None:
    """ProblemError 422 for a password that is short, widely used, or the user's own address or name."""
    plain = normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        detail = f"a password has between {SHORTEST} and {LONGEST} characters"
        raise ProblemError(422, "password_length", detail)
    if plain.casefold() in _common() or len(set(plain)) == 1:
        raise ProblemError(422, "password_common", "this password is among the first that are guessed")
    if plain.casefold() in {
        normal(word).casefold() for own in own_words for word in (own, own.partition("@")[0])
    }:
        raise ProblemError(422, "password_is_known", "a password must not be your name or address")


@cache
def _common() -> frozenset[str]:
    text = resources.files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def one_time_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
