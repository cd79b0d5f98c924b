import numpy as np
import pytest

from maxsignal_methods import Candles, Params, detect
from maxsignal_methods.candles import HOUR_MS, WEEK_MS
from maxsignal_methods.events import Event, rows
from maxsignal_methods.params import IctParams, Measures, SmcParams
from tests.unit.methods.build import MONDAY_MS, Row, candles, closes

SMALL = Params(measures=Measures(atr=2), smc=SmcParams(internal=2, gap_atr=0.0))


def told(series: Candles, kind: str, params: Params = SMALL, direction: int | None = None) -> list[Event]:
    return [
        event
        for event in rows(detect(series, params).events)
        if event.method == "ict" and event.kind == kind and direction in (None, event.direction)
    ]


def hourly(days: int, high: dict[int, float]) -> Candles:
    """Quiet hours around 10; `high` lifts the high of some."""
    bars: list[Row] = [(10, high.get(n, 10.5), 9.5, 10) for n in range(24 * days)]
    return candles(bars)


class TestPeriods:
    def test_a_days_high_is_known_with_the_next_day(self) -> None:
        first, *_ = told(hourly(3, {30: 12}), "day", direction=1)
        assert (first.level, first.bar, first.known) == (12, 47, 48)

    def test_its_low_is_the_mirror(self) -> None:
        first, *_ = told(hourly(3, {30: 12}), "day", direction=-1)
        assert (first.level, first.top, first.bottom) == (9.5, 12, 9.5)

    def test_the_first_bar_of_the_next_day_may_sweep_it(self) -> None:
        series = hourly(3, {30: 12, 48: 12.5})
        (day, *_), sweeps = told(series, "day", direction=1), told(series, "sweep", direction=-1)
        assert [(s.known, s.level) for s in sweeps if s.ref == day.id] == [(48, 12)]
        assert (day.touched, day.filled) == (48, 48)

    def test_a_level_lapses_when_the_next_is_known(self) -> None:
        day = told(hourly(4, {30: 12, 80: 13}), "day", direction=1)[0]
        assert (day.touched, day.invalid) == (-1, 72)

    @pytest.mark.parametrize(
        ("timeframe", "days", "weeks"), [("4h", True, True), ("1d", False, True), ("1w", False, False)]
    )
    def test_periods_longer_than_the_bar_are_told(self, timeframe: str, days: bool, weeks: bool) -> None:  # noqa: FBT001 - cases
        series = candles(closes(*[5.0] * 120), timeframe=timeframe)
        assert (bool(told(series, "day")), bool(told(series, "week"))) == (days, weeks)

    def test_opens_are_known_at_their_own_bar(self) -> None:
        assert [e.known for e in told(hourly(3, {}), "day_open")] == [24, 48]
        assert [e.known for e in told(hourly(2, {}), "midnight_open")] == [5, 29]


class TestSessions:
    def test_asia_is_eight_to_midnight_in_new_york(self) -> None:
        # winter: 20:00 in New York is 01:00 UTC
        first, *_ = told(hourly(2, {3: 11}), "asia", direction=1)
        assert (first.level, first.bar, first.known) == (11, 4, 5)

    def test_whole_weeks_later_sessions_are_the_same(self) -> None:
        here = candles(closes(*[5.0] * 48))
        later = candles(closes(*[5.0] * 48), start_ms=MONDAY_MS + 4 * WEEK_MS)
        assert [e.bar for e in told(here, "asia")] == [e.bar for e in told(later, "asia")]

    def test_across_daylight_saving_they_move_an_hour(self) -> None:
        here = candles(closes(*[5.0] * 48))
        summer = candles(closes(*[5.0] * 48), start_ms=MONDAY_MS + 20 * WEEK_MS)
        assert [e.bar - 1 for e in told(here, "london")] == [e.bar for e in told(summer, "london")]

    def test_sessions_need_bars_of_an_hour_at_most(self) -> None:
        series = candles(closes(*[5.0] * 60), timeframe="4h")
        assert not told(series, "asia") + told(series, "midnight_open")

    def test_the_table_of_hours_is_configuration(self) -> None:
        params = Params(ict=IctParams(asia=(21.0, 22.0)))
        assert told(hourly(2, {}), "asia", params)[0].known == 3


# A swing low of 4.5 at bar 2 is broken at bar 5; bar 10 climbs above the swing high of 7.5 at bar 4.
TURN = (7, 6, 5, 6, 7, 4, 5, 6, 5, 4, 9)


class TestShifts:
    def test_a_change_of_character_with_displacement_is_a_shift(self) -> None:
        (shift,) = told(candles(closes(*TURN)), "mss")
        assert (shift.direction, shift.bar, shift.known, shift.level) == (1, 10, 10, 7.5)

    def test_a_slow_change_of_character_is_none(self) -> None:
        slow = (*TURN[:-1], *(4 + n / 2 for n in range(1, 7)))
        assert not told(candles(closes(*slow)), "mss")

    def test_a_break_with_the_trend_is_none(self) -> None:
        assert not told(candles(closes(3, 4, 5, 4, 3, 6)), "mss")

    def test_the_next_change_of_character_ends_it(self) -> None:
        series = candles(closes(*TURN, 10, 9, 8, 9, 10, 3))
        up, down = told(series, "mss")
        assert (up.invalid, down.direction) == (down.known, -1)


class TestEntries:
    # the leg runs from the low of 2.5 at bar 4 to the high of 9.5 at bar 7
    LEG = (3, 4, 5, 4, 3, 6, 8, 9)

    def test_the_first_return_to_062_is_an_entry(self) -> None:
        (entry,) = told(candles(closes(*self.LEG, 7, 5.5)), "ote")
        assert (entry.direction, entry.bar, entry.known) == (1, 9, 9)
        assert (entry.top, entry.level, entry.bottom) == pytest.approx((5.16, 4.565, 3.97))

    def test_depths_and_failure_are_recorded(self) -> None:
        (entry,) = told(candles(closes(*self.LEG, 7, 5.5, 5, 4.4, 2)), "ote")
        assert (entry.touched, entry.ce, entry.filled, entry.invalid) == (9, 10, 11, 12)

    def test_a_shallow_return_is_none(self) -> None:
        assert not told(candles(closes(*self.LEG, 7, 6)), "ote")

    def test_it_refers_to_the_break_that_made_the_leg(self) -> None:
        events = rows(detect(candles(closes(*self.LEG, 7, 5.5)), SMALL).events)
        broken = next(event for event in events if event.kind == "bos")
        assert next(event for event in events if event.kind == "ote").ref == broken.id


def manipulation(*, sweep_hour: int = 8, turn_hour: int = 12, back: float = 10.0) -> Candles:
    """Asia spans 9..11 at 01-05 UTC; at 08 UTC (03 in New York) its high is swept, later structure turns."""
    bars: list[Row] = [(10, 10.4, 9.6, 10) for _ in range(30)]
    # a swing low and a swing high under it give the later fall something to change
    for n, (high, low) in {1: (11, 9.5), 2: (10.5, 9), 3: (10.6, 9.3), 6: (10.8, 9.8)}.items():
        bars[n] = (10, high, low, 10)
    bars[sweep_hour] = (10, 12, 9.9, back)
    bars[sweep_hour + 1] = (back, max(back, 10.4), 9.6, back)
    bars[turn_hour] = (10, 10.1, 7.9, 8)
    bars[turn_hour + 1 :] = [(8, 8.4, 7.6, 8)] * (29 - turn_hour)
    return candles([*closes(*RISE), *bars], start_ms=MONDAY_MS - len(RISE) * HOUR_MS)


# Up through a swing high, so that the trend is up when the day begins.
RISE = (7, 8, 9, 8, 7, 8, 10, 10, 10, 10)


class TestManipulation:
    def test_london_sweeping_asia_and_a_shift_away_is_a_judas_swing(self) -> None:
        (judas,) = told(manipulation(), "judas")
        assert judas.direction == -1
        assert (judas.bar, judas.known, judas.level, judas.top) == (18, 22, 11, 12)

    @pytest.mark.parametrize(
        "changed",
        [{"sweep_hour": 6}, {"turn_hour": 21}, {"back": 11.9}],
        ids=["before London", "turned too late", "accepted above"],
    )
    def test_near_manipulation_is_none(self, changed: dict[str, float]) -> None:
        assert not told(manipulation(**changed), "judas")  # type: ignore[arg-type]


def test_poking_a_months_high_every_day_leaves_finite_numbers() -> None:
    events = detect(hourly(10, {n: 10.5 + n / 100 for n in range(240)}), SMALL).events
    assert all(np.isfinite(events[name]).all() for name in ("level", "top", "bottom", "strength"))
