"""How often something may be tried.

A rate slows down whoever goes on, from that network only: nobody is locked out.
"""

import hashlib
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_api.problems import ProblemError
from maxsignal_common.store.limits import Rate, take

# Per address and network, and for a network whatever the address: that bounds hashing and rows.
LOGIN = Rate(5, timedelta(seconds=30))
LOGIN_NETWORK = Rate(50, timedelta(seconds=2))
# What may cost money; the budgets of models bound it as well, this keeps one account from emptying them.
RUNS = Rate(30, timedelta(seconds=2))
REPLAYS = Rate(20, timedelta(seconds=6))
REAUTHENTICATION = Rate(5, timedelta(seconds=30))
# A provider is asked each time, with a key of the installation.
SYNC = Rate(3, timedelta(seconds=60))
TRIES = Rate(10, timedelta(seconds=6))
# Of a post, or of a chat: somebody gets a message each time.
TESTS = Rate(10, timedelta(seconds=10))


def login_key(email: str, network: str) -> str:
    # Hashed: what is typed into a login form is not always an address.
    return f"login {hashlib.sha256(f'{email}\n{network}'.encode()).hexdigest()}"


async def require_rate(connection: AsyncConnection, key: str, rate: Rate) -> None:
    """ProblemError 429 with Retry-After; raised inside the transaction, it leaves nothing counted."""
    wait_s = await take(connection, key, rate)
    if wait_s is not None:
        detail = f"too many tries; the next one in {wait_s} s"
        raise ProblemError(429, "too_many_requests", detail, headers={"Retry-After": str(wait_s)})
