"""Deterministic, time-ordered ids: computed twice they are equal, so every producer is idempotent.

UUID version 8 (RFC 9562): 48 bits of Unix milliseconds, then bits of a SHA-256 over the parts.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from maxsignal_common.market import epoch_ms


def _uuid8(at_ms: int, *parts: str) -> UUID:
    # Each part is length-prefixed so that ("ab", "c") and ("a", "bc") differ.
    seed = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in parts)
    tail = int.from_bytes(hashlib.sha256(seed).digest()[:10], "big")
    value = (at_ms & (1 << 48) - 1) << 80 | tail
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def id_time_ms(value: UUID) -> int:
    """The Unix milliseconds an id was made for."""
    return value.int >> 80


def scheduled_run_id(analysis: str, instrument: str, timeframe: str, tick: datetime) -> UUID:
    """The run of one analysis at one tick; two schedulers compute the same one."""
    tick_ms = epoch_ms(tick)
    return _uuid8(tick_ms, "run", analysis, instrument, timeframe, str(tick_ms))


def requested_run_id(user: str, idempotency_key: str, at: datetime) -> UUID:
    """The run a user asked for; `at` orders it and is fixed with the key's first use."""
    return _uuid8(epoch_ms(at), "request", user, idempotency_key)


def requested_replay_id(run: UUID, user: str, idempotency_key: str, at: datetime) -> UUID:
    """A step of the run asked once more; `at` is fixed with the key's first use."""
    return _uuid8(epoch_ms(at), "replay", str(run), user, idempotency_key)


def step_id(run: UUID, step: str) -> UUID:
    return _uuid8(id_time_ms(run), "step", str(run), step)


def post_id(run: UUID) -> UUID:
    return _uuid8(id_time_ms(run), "post", str(run))


def delivery_id(post: UUID, part: int, chat: int) -> UUID:
    return _uuid8(id_time_ms(post), "delivery", str(post), str(part), str(chat))


def event_id(run: UUID, step: str, attempt: int, event_type: str) -> UUID:
    """One event per (run, step, attempt, type); publishing it again is a duplicate by construction."""
    return _uuid8(id_time_ms(run), "event", str(run), step, str(attempt), event_type)
