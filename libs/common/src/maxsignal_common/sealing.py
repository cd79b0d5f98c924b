"""Secrets at rest: AES-256-GCM under a key outside the database, bound to the name they are stored under.

A key file holds lines of `ID HEX`: the first key seals, all of them open. To rotate, put a new key in front.
"""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from maxsignal_common.errors import PermanentError

NONCE = 12
_LINE = re.compile(r"([A-Za-z0-9_-]{1,32})\s+([0-9a-fA-F]{64})")


class SealError(PermanentError):
    """A key file that cannot be used, or a secret that its keys do not open."""


class Sealed(NamedTuple):
    key_id: str
    data: bytes


class Keyring:
    """The keys by id, the current one first."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise SealError("no_master_key", "a key file needs a line with an id and 64 hexadecimal digits")
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        self.current = next(iter(keys))

    def seal(self, name: str, secret: str) -> Sealed:
        nonce = secrets.token_bytes(NONCE)
        data = self._keys[self.current].encrypt(nonce, secret.encode(), _bound(self.current, name))
        return Sealed(self.current, nonce + data)

    def open(self, name: str, sealed: Sealed) -> str:
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise SealError("unknown_master_key", f"the key {sealed.key_id} is not in the key file")
        nonce, data = sealed.data[:NONCE], sealed.data[NONCE:]
        try:
            return key.decrypt(nonce, data, _bound(sealed.key_id, name)).decode()
        except (InvalidTag, ValueError):  # the latter: too short to be anything
            raise SealError("secret_damaged", f"the stored {name} is not what was sealed") from None


def _bound(key_id: str, name: str) -> bytes:
    # A ciphertext that is moved to another setting, or said to be under another key, does not open.
    return f"maxsignal\n{key_id}\n{name}".encode()


def read_keyring(path: Path) -> Keyring:
    """SealError where the file is missing, readable for others, or holds anything but keys."""
    try:
        lines = [line for line in path.read_text().splitlines() if line.strip()]
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise SealError("no_master_key", f"the key file cannot be read: {type(error).__name__}") from None
    if mode & 0o007:
        raise SealError("master_key_exposed", "anyone on this machine can read the key file: chmod 600 it")
    keys = [_LINE.fullmatch(line.strip()) for line in lines]
    if not all(keys) or len({found[1] for found in keys if found}) != len(keys):
        raise SealError("no_master_key", "a line of the key file is not an id of its own and 64 hex digits")
    return Keyring({found[1]: bytes.fromhex(found[2]) for found in keys if found})


def new_key(key_id: str = "k1") -> str:
    """A line for a key file."""
    return f"{key_id} {secrets.token_hex(32)}\n"
