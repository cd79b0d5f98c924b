"""Requests are sent by the clock, and charged from the moment they were due."""

import asyncio
import os
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest

from maxsignal_cli.bench.api_plan import Compared, met
from maxsignal_cli.bench.api_stream import Stream, notifications
from maxsignal_cli.bench.open_loop import Latencies, by_the_clock, processor_s


def latencies(p99_ms: float, errors: int = 0) -> Latencies:
    return Latencies(1.0, 1.0, p99_ms, 100, errors)


async def test_slow_answers_hold_up_no_request() -> None:
    """All four begin although the first never ends by itself."""
    begun: list[int] = []
    last = asyncio.Event()

    async def send(number: int, _due: float) -> None:
        begun.append(number)
        if number == 3:
            last.set()
        await last.wait()

    await by_the_clock(send, rate=1000, count=4, told=lambda _: None)
    assert begun == [0, 1, 2, 3]


async def test_moments_are_those_of_the_rate() -> None:
    due: list[float] = []

    async def send(_number: int, moment: float) -> None:
        due.append(moment)

    await by_the_clock(send, rate=200, count=3, told=lambda _: None)
    assert [later - earlier for earlier, later in pairwise(due)] == pytest.approx([0.005] * 2)


def test_percentiles_are_milliseconds() -> None:
    found = Latencies.of([number / 1000 for number in range(101)], errors=2)
    assert (found.p50_ms, found.p95_ms, found.p99_ms) == (50.0, 95.0, 99.0)
    assert (found.requests, found.errors) == (101, 2)


@pytest.mark.parametrize(("p99_ms", "errors", "expected"), [(10, 0, True), (10.1, 0, False), (2, 1, False)])
def test_target_is_missed_by_waiting_or_errors(p99_ms: float, errors: int, expected: bool) -> None:  # noqa: FBT001 - a column
    found = {"first page": Compared(latencies(p99_ms, errors), latencies(2.0))}
    assert met(found) is expected


@pytest.mark.parametrize(
    ("field", "line", "number"),
    [
        (None, b"data: 7", 7),
        (None, b": listening", None),
        (None, b"", None),
        ("run_seq", b'data: {"run_seq": 12, "type": "t"}', 12),
        ("run_seq", b'data: {"at": "2026-11-21T00:00:00Z"}', None),
        ("run_seq", b"id: 5-7", None),
    ],
)
def test_lines_of_a_stream_name_their_number(field: str | None, line: bytes, number: int | None) -> None:
    assert Stream("", notifications(), field).number_of(line) == number


@pytest.mark.skipif(not Path("/proc").exists(), reason="processor time is told by /proc")
def test_work_shows_in_processor_time() -> None:
    before = processor_s(os.getpid())
    ended = process_time() + 0.1
    while process_time() < ended:
        pass
    after = processor_s(os.getpid())
    assert before is not None
    assert after is not None
    assert after - before >= 0.05


def test_process_that_is_gone_has_no_processor_time() -> None:
    assert processor_s(2**31 - 1) is None
    assert Latencies.of([0.1, 0.2]).cpu_ms is None
    assert Latencies.of([0.1, 0.2], cpu_s=0.01).cpu_ms == 5.0
