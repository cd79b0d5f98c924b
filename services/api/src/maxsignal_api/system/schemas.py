"""The installation as an operator sees it."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel


class Queue(BaseModel):
    """A durable consumer: what waits for it, what it holds, and how many workers ask for more."""

    name: str
    waiting: int
    in_hand: int
    redelivered: int
    workers: int


class Spending(BaseModel):
    """US dollars of the running day (UTC); no cap is known before the day's first call."""

    day: str
    spent: Decimal
    reserved: Decimal
    cap: Decimal | None


class System(BaseModel):
    """`queues` is null while NATS is away; `checks` names what this server cannot reach."""

    now: datetime
    version: str
    migration: str
    checks: dict[str, str]
    queues: list[Queue] | None
    open_runs: int
    outbox: int
    dead_letters: int
    deliveries: dict[str, int]
    spending: Spending
