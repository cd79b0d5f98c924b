import numpy as np
from hypothesis import given

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import EVENT, EventLog, _mix
from tests.unit.methods.build import EXAMPLES, QUICK, grids, walk

TIMES = np.arange(10, dtype=np.int64) * 60_000


def test_rows_are_sorted_by_known_bar_kind_and_direction() -> None:
    events = detect(walk(400)).events
    keys = [(e["known"], e["bar"], e["kind"], e["direction"]) for e in events]
    assert keys == sorted(keys)


@EXAMPLES
@given(grids())
def test_ids_are_unique_and_references_known_before(series: Candles) -> None:
    events = detect(series, QUICK).events
    known = dict(zip(events["id"].tolist(), events["known"].tolist(), strict=True))
    assert len(known) == len(events)
    for ref, at in zip(events["ref"].tolist(), events["known"].tolist(), strict=True):
        assert ref == 0 or known[ref] <= at


def test_twins_on_one_bar_have_ids_of_their_own() -> None:
    log = EventLog()
    log.add("smc", "sweep", 1, bar=[3, 3], known=[4, 5], level=[1.0, 2.0])
    first = log.table(TIMES, 7)["id"].tolist()
    assert len(set(first)) == 2


def test_a_later_twin_leaves_the_first_ones_id() -> None:
    alone, both = EventLog(), EventLog()
    alone.add("smc", "sweep", 1, bar=[3], known=[4], level=[1.0])
    both.add("smc", "sweep", 1, bar=[3, 3], known=[5, 4], level=[2.0, 1.0])
    assert alone.table(TIMES, 7)["id"][0] == both.table(TIMES, 7)["id"][0]


def test_twins_of_one_bar_are_told_in_order_of_price() -> None:
    one, other = EventLog(), EventLog()
    one.add("smc", "sweep", 1, bar=[3, 3], known=[4, 4], level=[1.0, 2.0])
    other.add("smc", "sweep", 1, bar=[3, 3], known=[4, 4], level=[2.0, 1.0])
    assert np.array_equal(one.table(TIMES, 7), other.table(TIMES, 7))


def test_references_survive_sorting() -> None:
    log = EventLog()
    late = log.add("smc", "fvg", 1, bar=[7], known=[8], zone=([2.0], [1.0]))
    log.add("smc", "bos", 1, bar=[2], known=[2], level=[1.0])
    log.add("smc", "ifvg", -1, bar=[7], known=[9], zone=([2.0], [1.0]), ref=late)
    events = log.table(TIMES, 7)
    assert events["kind"].tolist() == ["bos", "fvg", "ifvg"]
    assert events["ref"].tolist() == [0, 0, events["id"][1]]


def test_a_zone_without_a_level_has_it_in_the_middle() -> None:
    log = EventLog()
    log.add("smc", "fvg", 1, bar=[1], known=[2], zone=([4.0], [1.0]))
    assert log.table(TIMES, 7)["level"].tolist() == [2.5]


def test_an_empty_log_is_an_empty_table() -> None:
    log = EventLog()
    assert log.add("smc", "fvg", 1, bar=[], known=[], zone=([], [])).tolist() == []
    assert log.table(TIMES, 7).dtype == EVENT
    assert len(log.table(TIMES, 7)) == 0


def test_ids_are_mixed_as_splitmix64_is_published() -> None:
    # the first numbers of its reference implementation for these seeds
    seeds = np.array([0, 1234567], dtype=np.uint64)
    assert _mix(seeds).tolist() == [0xE220A8397B1DCDAF, 6457827717110365317]
