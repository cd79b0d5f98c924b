"""The methods benchmark: what it times, what it skips, what it counts as repaint."""

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

import maxsignal_methods
from maxsignal_cli.bench.methods import Report
from maxsignal_cli.bench.methods_contest import (
    BOS_CHOCH,
    FAMILIES,
    FIVE_METHODS,
    FVG,
    OB,
    SWINGS,
    Table,
    Work,
)
from maxsignal_cli.bench.methods_ours import OurMethods, OurTables
from maxsignal_cli.bench.methods_peers import PeerAnswer, peers
from maxsignal_cli.bench.methods_repaint import Repaint, changed, cuts, repaints
from maxsignal_cli.bench.methods_rounds import Cell, Rules, time_all
from maxsignal_cli.bench.methods_series import series
from maxsignal_cli.bench.methods_table import tables
from maxsignal_common.errors import MaxSignalError
from maxsignal_methods import Candles


def _nobody(what: str) -> None:
    """Nobody listens."""


@dataclass
class Clockwork:
    """A contestant whose call takes as long as `cost` says of the size, on a clock of its own."""

    cost: Callable[[int], float]
    name: str = "clockwork"
    version: str = "1"
    now: float = 0.0
    calls: list[int] = field(default_factory=list)

    def prepare(self, candles: Candles) -> Mapping[str, Work]:
        return {FVG: lambda: self._work(len(candles))}

    def _work(self, size: int) -> None:
        self.calls.append(size)
        self.now += self.cost(size)

    def answer(self, candles: Candles) -> PeerAnswer:
        """Says of every bar whether it is the highest of all: the future rewrites that."""
        return PeerAnswer({SWINGS: Table((candles.high == candles.high.max(),))})

    def time(self, *sizes: int, rounds: int = 3, budget_s: float = 100.0) -> list[Cell]:
        return time_all([self], sizes, series, Rules(rounds, budget_s, lambda: self.now), _nobody)


@pytest.fixture(scope="module")
def ours() -> Iterator[OurMethods]:
    before = dict(sys.modules)
    yield OurMethods(compiled=False)
    assert sys.modules["maxsignal_methods"] is before["maxsignal_methods"]


def test_small_sizes_are_the_newest_of_the_record() -> None:
    assert np.array_equal(series(500).close, series(1000)[500:].close)


def test_sizes_beyond_the_record_are_drawn_alike_again() -> None:
    drawn = series(4_000)
    assert len(drawn) == 4_000
    assert np.array_equal(drawn.close, series(4_000).close)
    assert drawn.close[-1] == pytest.approx(series(5_000).close[-1])


def test_best_of_the_rounds_counts() -> None:
    costs = iter((9.0, 3.0, 1.0, 2.0))
    (cell,) = Clockwork(lambda _: next(costs)).time(500)
    assert cell.times_s == [3.0, 1.0, 2.0]
    assert cell.best_s == pytest.approx(1.0)


def test_short_work_is_repeated_and_its_fastest_call_counts() -> None:
    costs = iter((0.004, 0.001, 0.002, 9.0))
    clockwork = Clockwork(lambda _: next(costs, 0.01))
    (cell,) = clockwork.time(500, rounds=1)
    assert cell.times_s == [pytest.approx(0.001)]


def test_cell_gets_no_round_beyond_its_budget() -> None:
    (cell,) = Clockwork(lambda _: 4.0).time(500, rounds=9, budget_s=10)
    assert len(cell.times_s) == 3


def test_cell_expected_over_budget_is_never_run() -> None:
    clockwork = Clockwork(lambda size: (size / 1_000) ** 2)
    cells = clockwork.time(500, 1_000, 4_000, budget_s=15)
    assert [cell.expected_s for cell in cells] == [None, None, pytest.approx(16.0)]
    assert cells[-1].best_s is None
    assert 4_000 not in clockwork.calls


def test_linear_growth_seen_twice_is_not_taken_for_worse() -> None:
    cells = Clockwork(lambda size: size / 1_000).time(500, 1_000, 4_000, budget_s=15)
    assert cells[-1].best_s == pytest.approx(4.0)


def test_contestants_take_turns_within_a_round() -> None:
    turns: list[int] = []
    pair = [Clockwork(lambda _: 1.0, calls=turns), Clockwork(lambda _: 1.0, calls=turns)]
    seen: list[int] = []
    time_all(
        pair, [500], series, Rules(3, 100, itertools.count().__next__), lambda _: seen.append(len(turns))
    )
    assert seen == [2, 4, 6]


def test_withdrawn_altered_and_backdated_rows_differ() -> None:
    before = {1: ("same",), 2: ("altered",), 3: ("withdrawn",)}
    after = {1: ("same",), 2: ("now else",), 4: ("backdated",)}
    assert changed(before, after) == (3, 2)


def test_later_life_of_a_row_is_no_repaint() -> None:
    gap = Table((np.array([0.0, 7.0, 0.0, 0.0]),), (np.array([0, 3, 0, 0]),))
    assert gap.at(2) == {1: (7.0, None)}
    assert gap.at(3) == {1: (7.0, 3.0)}


def test_life_written_one_bar_late_is_read_one_bar_late() -> None:
    block = Table((np.array([0.0, 7.0, 0.0, 0.0]),), (np.array([0, 2, 0, 0]),), late=1)
    assert block.at(2) == {1: (7.0, None)}
    assert block.at(3) == {1: (7.0, 2.0)}


def test_row_that_says_when_it_was_known_appears_then() -> None:
    broken = np.array([np.nan, 2.0, np.nan])
    table = Table((np.array([0.0, 1.0, np.nan]),), known=broken)
    assert table.at(1) == {}
    assert list(table.at(2)) == [1]


def test_library_that_reads_the_future_is_caught() -> None:
    low = np.arange(1.0, 301.0)
    rising = Candles.from_arrays(3_600_000 * np.arange(300), low, low + 1, low, low + 1, low)
    (found,) = repaints([Clockwork(lambda _: 0.0)], rising, [250, 280], _nobody)
    assert found == Repaint("clockwork", SWINGS, cuts=2, stated=2, differ=2, withdrawn=2)


def test_our_detectors_rewrite_nothing(ours: OurMethods) -> None:
    found = repaints([ours], series(400), cuts(400, 3), _nobody)
    assert {one.family for one in found} == set(FAMILIES)
    assert all(one.stated > 0 for one in found)
    assert [one.differ for one in found] == [0] * len(FAMILIES)


def test_every_family_of_ours_can_be_timed(ours: OurMethods) -> None:
    works = ours.prepare(series(300))
    assert list(works) == list(FAMILIES)
    assert all(work() is not None for work in works.values())


def test_event_tables_hold_what_the_columns_became(ours: OurMethods) -> None:
    works = OurTables(ours).prepare(series(300))
    assert list(works) == [BOS_CHOCH, FVG, OB]
    assert all(len(np.atleast_1d(work())) > 0 for work in works.values())  # type: ignore[call-overload]


def test_second_copy_is_not_the_one_others_import(ours: OurMethods) -> None:
    detection = ours.answer(series(100))
    assert not isinstance(vars(detection)["detection"], maxsignal_methods.Detection)


def test_missing_peers_end_with_how_to_get_them() -> None:
    with pytest.raises(MaxSignalError, match=r"uv pip install 'smartmoneyconcepts==0\.0\.27'") as refused:
        peers(lambda _: None)
    assert refused.value.code == "bench_peers_missing"


def _report(*cells: Cell, found: tuple[Repaint, ...] = ()) -> Report:
    return Report({}, "ours", cells, found)


def _met(report: Report) -> dict[str, bool | None]:
    return {target.name: target.met for target in report.targets()}


def test_worst_size_decides_whether_a_ratio_is_met() -> None:
    ours = [Cell("ours", OB, size, [0.001]) for size in (500, 1_000)]
    peer = [Cell("smartmoneyconcepts", OB, 500, [0.2]), Cell("smartmoneyconcepts", OB, 1_000, [0.05])]
    met = _met(_report(*ours, *peer))
    assert met["times faster than smartmoneyconcepts: ob"] is False
    assert met["times faster than smartmoneyconcepts: fvg"] is None


def test_growth_and_rewritten_rows_are_held_to_targets() -> None:
    slow = (Cell("ours", FVG, 10_000, [0.01]), Cell("ours", FVG, 100_000, [0.2]))
    linear = (Cell("ours", OB, 10_000, [0.01]), Cell("ours", OB, 100_000, [0.1]))
    found = (Repaint("ours", FVG, 1, 5, 0, 0), Repaint("peer", FVG, 1, 5, 3, 3))
    met = _met(_report(*slow, *linear, found=found))
    assert met["time(100k) / time(10k)"] is False
    assert met["rewritten rows"] is True


def test_skipped_cell_has_a_reason_and_no_figure() -> None:
    skipped = Cell("peer", FVG, 100_000, expected_s=90.4)
    report = _report(Cell("ours", FVG, 100_000, [0.1]), skipped)
    cell = report.as_json()["cells"][1]
    assert (cell["best_ms"], cell["candles_per_s"], cell["skipped"]) == (None, None, "expected 90 s")
    assert "skipped: about 90 s" in _rendered(report)


def test_table_shows_ratio_beside_our_time() -> None:
    report = _report(Cell("ours", FIVE_METHODS, 500, [0.002]), Cell("peer", FIVE_METHODS, 500, [0.01]))
    assert "10.00 (5.0)" in _rendered(report)


def _rendered(report: Report) -> str:
    text = StringIO()
    Console(file=text, width=160).print(*tables(report))
    return text.getvalue()
