"""The judge of a broadcast finds each way in which ledger and users may disagree."""

from collections.abc import Sequence
from typing import Any

import pytest

from maxsignal_cli.bench.broadcast_audit import Account, Received, Row, account

ROWS = (
    Row(1, 0, "sent", 10, "summary"),
    Row(1, 1, "sent", 11, "body"),
    Row(2, 0, "blocked", None, "summary"),
    Row(2, 1, "blocked", None, "body"),
)
GOT = (Received(chat_id=1, message_id=10, text="summary"), Received(chat_id=1, message_id=11, text="body"))


def judged(rows: Sequence[Row] = ROWS, received: Sequence[Received] = GOT, **about: Any) -> Account:
    facts = {"expected": 4, "outcomes": {}, "kills": 0, "seconds": 2, "finished": True, **about}
    return account(rows=rows, received=received, **facts)


def test_account_that_agrees_has_no_offence() -> None:
    found = judged()
    assert (found.offences, found.states, found.per_second) == ((), {"blocked": 2, "sent": 2}, 1.0)


@pytest.mark.parametrize(
    ("rows", "received", "offence"),
    [
        (ROWS, (*GOT, Received(chat_id=1, message_id=12, text="body")), "1 duplicates"),
        (ROWS, GOT[:1], "1 falsely_sent"),
        (ROWS, (GOT[0], Received(chat_id=1, message_id=99, text="body")), "1 falsely_sent"),
        (ROWS, (*GOT, Received(chat_id=2, message_id=12, text="summary")), "1 wrongly_final"),
        (ROWS, GOT[::-1], "1 out_of_order"),
        (ROWS[:3], GOT, "1 unfinished"),
        ((*ROWS[:3], Row(2, 1, "sending", None, "body")), GOT, "1 unfinished"),
    ],
)
def test_each_disagreement_is_named(rows: Sequence[Row], received: Sequence[Received], offence: str) -> None:
    assert judged(rows, received).offences == (offence,)


@pytest.mark.parametrize(
    ("outcomes", "kills", "offences"),
    [
        ({"sendMessage": {"dropped": 1}, "sendPhoto": {"dropped": 1}}, 0, 0),
        ({}, 1, 0),
        ({"sendMessage": {"dropped": 1, "accepted": 50, "429": 7, "500": 3}}, 0, 1),
    ],
)
def test_unknown_needs_its_reason(outcomes: dict[str, dict[str, int]], kills: int, offences: int) -> None:
    rows = (*ROWS[:2], Row(2, 0, "unknown", None, "summary"), Row(2, 1, "unknown", None, "body"))
    assert len(judged(rows, outcomes=outcomes, kills=kills).offences) == offences


def test_end_that_was_not_announced_is_an_offence() -> None:
    assert judged(finished=False).offences == ("the end was never announced",)
