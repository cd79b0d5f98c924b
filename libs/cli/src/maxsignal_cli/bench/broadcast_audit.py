"""The ledger held against what users really received: pure, and the only judge of a broadcast."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel

FINAL = ("sent", "blocked", "failed", "unknown")
UNKNOWN_PER_KILL = 2


class Row(NamedTuple):
    """One message in the ledger."""

    chat_id: int
    part: int
    state: str
    message_id: int | None
    text: str


class Received(BaseModel):
    """One message a user has."""

    chat_id: int
    message_id: int
    text: str


@dataclass(frozen=True)
class Account:
    """`offences` is empty when every promise was kept."""

    messages: int
    states: Mapping[str, int]
    received: int
    dropped: int
    refused: Mapping[str, int]
    kills: int
    seconds: float
    duplicates: int
    falsely_sent: int
    wrongly_final: int
    out_of_order: int
    unfinished: int
    offences: tuple[str, ...]

    @property
    def per_second(self) -> float:
        return round(self.received / self.seconds, 1)


def account(
    *,
    expected: int,
    rows: Sequence[Row],
    received: Sequence[Received],
    outcomes: Mapping[str, Mapping[str, int]],
    kills: int,
    seconds: float,
    finished: bool,
) -> Account:
    states = Counter(row.state for row in rows)
    ended = sum((Counter(counts) for counts in outcomes.values()), Counter())
    most_unknown = ended["dropped"] + UNKNOWN_PER_KILL * kills
    found = {
        "duplicates": _duplicates(received),
        "falsely_sent": _falsely_sent(rows, received),
        "wrongly_final": _wrongly_final(rows, received),
        "out_of_order": _out_of_order(rows, received),
        "unfinished": expected - sum(states[state] for state in FINAL),
    }
    offences = [f"{count} {name}" for name, count in found.items() if count]
    if states["unknown"] > most_unknown:
        offences.append(f"{states['unknown']} unknown, at most {most_unknown} were expected")
    if not finished and not found["unfinished"]:
        offences.append("the end was never announced")
    return Account(
        messages=expected,
        states=dict(sorted(states.items())),
        received=len(received),
        dropped=ended["dropped"],
        refused={code: count for code, count in sorted(ended.items()) if code.isdigit()},
        kills=kills,
        seconds=round(seconds, 1),
        offences=tuple(offences),
        **found,
    )


def _duplicates(received: Iterable[Received]) -> int:
    copies = Counter((one.chat_id, one.text) for one in received)
    return sum(count - 1 for count in copies.values())


def _falsely_sent(rows: Iterable[Row], received: Iterable[Received]) -> int:
    """Recorded as sent, under this id, and the user has no such message."""
    there = {(one.chat_id, one.message_id, one.text) for one in received}
    return sum(row.state == "sent" and (row.chat_id, row.message_id, row.text) not in there for row in rows)


def _wrongly_final(rows: Iterable[Row], received: Iterable[Received]) -> int:
    """Recorded as never arrived, and the user has it."""
    there = {(one.chat_id, one.text) for one in received}
    return sum(row.state in ("blocked", "failed") and (row.chat_id, row.text) in there for row in rows)


def _out_of_order(rows: Iterable[Row], received: Iterable[Received]) -> int:
    """Chats that got an earlier part after a later one."""
    place = {(row.chat_id, row.text): row.part for row in rows}
    order: defaultdict[int, list[int]] = defaultdict(list)
    for one in received:  # in order of arrival
        order[one.chat_id].append(place[one.chat_id, one.text])
    return sum(parts != sorted(parts) for parts in order.values())
