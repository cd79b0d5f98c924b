"""The recorded candles keep the contract of every source."""

import csv
from datetime import UTC, datetime
from importlib.resources import files
from typing import override

import pytest

from maxsignal_common.catalogue import IBM
from maxsignal_common.market import Timeframe, from_ms
from maxsignal_ingest.sources.replay import ReplaySource
from tests.contracts.sources.contract import Bound, SourceContract

TAPE = (files("maxsignal_ingest") / "recorded" / "IBM.csv").read_text()
DAYS = {row["date"]: row for row in csv.DictReader(TAPE.splitlines())}


def recorded(ts_ms: int) -> tuple[float, ...]:
    row = DAYS[from_ms(ts_ms).date().isoformat()]
    return tuple(float(row[name]) for name in ("open", "high", "low", "close", "volume"))


class TestReplay(SourceContract):
    @pytest.fixture
    def bound(self) -> Bound:
        end = datetime(2013, 3, 1, 21, tzinfo=UTC)
        return Bound(ReplaySource(), IBM, Timeframe.D1, Timeframe.H1, end, recorded)

    @override
    def move(self, bound: Bound, to: datetime) -> None:
        """A tape is over; time passes without it."""

    @override
    def listed(self, bound: Bound) -> datetime:
        return datetime(2000, 3, 1, tzinfo=UTC)
