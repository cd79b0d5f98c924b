"""Tokens of sessions and machines: 256 random bits, of which only the SHA-256 is kept."""

import hashlib
import secrets


def new_token(prefix: str = "") -> str:
    """A prefix tells people, and those who look for leaked credentials, what they have found."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    # Plain SHA-256 will do: nobody guesses 256 random bits, so there is nothing to slow down.
    return hashlib.sha256(token.encode()).digest()
