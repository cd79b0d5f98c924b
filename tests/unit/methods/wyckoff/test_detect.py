import pytest

from maxsignal_methods import analyze, detect
from maxsignal_methods.events import Event, rows
from tests.unit.methods.wyckoff import schematic
from tests.unit.methods.wyckoff.schematic import Chart


def told(chart: Chart, *, mirror: bool = False, direction: int = 1) -> list[Event]:
    events = rows(detect(chart.candles(mirror=mirror)).events)
    return [event for event in events if event.method == "wyckoff" and event.direction == direction]


def kinds(chart: Chart) -> list[str]:
    return [event.kind for event in told(chart)]


STORY = (
    "climax",
    "automatic_reaction",
    "secondary_test",
    "spring",
    "sign_of_strength",
    "last_point_of_support",
    "markup",
)
WHOLE = schematic.supported().go(117, 119)


def test_a_whole_accumulation_is_told_in_order() -> None:
    assert kinds(WHOLE) == list(STORY)


def test_a_whole_distribution_is_its_mirror() -> None:
    up, down = told(WHOLE), told(WHOLE, mirror=True, direction=-1)
    assert [(e.kind, e.bar, e.known) for e in down] == [(e.kind, e.bar, e.known) for e in up]
    assert [e.level for e in down] == pytest.approx([schematic.TOP - e.level for e in up])


def test_every_step_is_known_when_it_was_certain() -> None:
    steps = {event.kind: (event.bar, event.known) for event in told(WHOLE)}
    assert steps["climax"] == (45, 45)
    assert steps["automatic_reaction"] == (49, 52)
    assert steps["secondary_test"] == (54, 57)
    assert steps["spring"] == (73, 74)


def test_every_step_refers_to_its_climax() -> None:
    climax, *others = told(WHOLE)
    assert {event.ref for event in others} == {climax.id}


def test_the_range_is_climax_to_reaction() -> None:
    spring = next(event for event in told(WHOLE) if event.kind == "spring")
    assert (spring.top, spring.bottom, spring.level) == (112.5, 99.5, 98.5)
    assert spring.strength > 0


@pytest.mark.parametrize(
    ("chart", "phase", "following"),
    [
        (schematic.climax(), "A", "automatic_reaction"),
        (schematic.reaction(), "A", "secondary_test"),
        (schematic.tested(), "B", "spring"),
        (schematic.sprung(), "C", "sign_of_strength"),
        (schematic.strong(), "D", "last_point_of_support"),
        (schematic.supported(), "D", "markup"),
        (WHOLE, "E", "none"),
    ],
    ids=["climax", "reaction", "test", "spring", "strength", "support", "markup"],
)
def test_each_step_opens_its_phase(chart: Chart, phase: str, following: str) -> None:
    padded = Chart().go(*[150.0] * 20)
    padded.rows += chart.rows
    padded.volume += chart.volume
    state = analyze(padded.candles(), "wyckoff").state
    assert (state["phase"], state["side"], state["next"]) == (phase, "accumulation", following)


class TestClimax:
    @pytest.mark.parametrize("volume", [15.0, 0.0])
    def test_a_low_without_volume_opens_no_range(self, volume: float) -> None:
        chart = Chart().go(*(150 - n for n in range(45))).bar((106, 106.5, 99.5, 101), volume=volume)
        assert not kinds(chart)

    def test_a_low_without_a_fall_opens_no_range(self) -> None:
        chart = Chart().go(*[106.0, 106.5] * 23).bar((106, 106.5, 103, 103.5), volume=40)
        assert not kinds(chart)

    def test_a_lower_climax_replaces_the_first(self) -> None:
        chart = schematic.climax().go(100, 99).bar((99, 99.5, 88, 89), volume=80)
        first, second = told(chart)
        assert (first.kind, first.invalid, second.level) == ("climax", second.known, 88)

    def test_without_a_reaction_the_range_is_given_up(self) -> None:
        chart = schematic.climax().go(*(101 - n / 50 for n in range(1, 42)))
        assert [(e.kind, e.invalid) for e in told(chart)] == [("climax", 85)]


class TestPhaseA:
    def test_a_close_far_above_the_reaction_is_a_v_reversal(self) -> None:
        assert kinds(schematic.reaction().go(112, 117))[-1] == "v_reversal"

    def test_a_close_far_below_the_climax_is_a_breakdown(self) -> None:
        assert kinds(schematic.reaction().go(101, 96))[-1] == "breakdown"

    def test_a_low_on_climactic_volume_is_no_test(self) -> None:
        chart = schematic.reaction().go(104, 102, volume=50).go(104, 106, 108)
        assert kinds(chart)[-1] == "automatic_reaction"

    def test_a_low_far_above_the_climax_is_no_test(self) -> None:
        assert kinds(schematic.reaction().go(108, 110, 111, 110))[-1] == "automatic_reaction"

    def test_a_range_nobody_tests_goes_stale(self) -> None:
        assert kinds(schematic.reaction().go(*[109.0] * 250))[-1] == "stale"


class TestPhaseB:
    def test_a_shakeout_in_the_first_ten_bars_is_no_spring(self) -> None:
        chart = schematic.tested().go(105, 103, 101).bar((101, 101.5, 98.5, 99)).go(102)
        assert "spring" not in kinds(chart)

    def test_a_return_after_four_bars_is_no_spring(self) -> None:
        chart = schematic.built().go(105, 103, 101).bar((101, 101.5, 98.5, 99)).go(99, 99.1, 99, 99.2, 102)
        assert "spring" not in kinds(chart)

    def test_a_dip_of_more_than_half_the_range_is_no_spring(self) -> None:
        chart = schematic.built().go(105, 103, 101).bar((101, 101.5, 92.5, 99)).go(102)
        assert "spring" not in kinds(chart)

    def test_a_close_far_below_support_is_a_breakdown(self) -> None:
        assert kinds(schematic.built().go(103, 95))[-1] == "breakdown"

    def test_a_poke_that_closes_inside_widens_the_range(self) -> None:
        poke = told(schematic.built().bar((108, 114, 107.5, 111)))[-1]
        assert (poke.kind, poke.level, poke.top) == ("upper_action", 114, 114)

    def test_a_quiet_higher_low_stands_in_for_the_spring(self) -> None:
        chart = schematic.built().go(105, 103, volume=5).go(105, 107, 109, volume=5)
        assert kinds(chart)[-1] == "test"
        chart.go(111).bar((111, 117, 110.5, 116.5), volume=25)
        assert kinds(chart)[-1] == "sign_of_strength"

    def test_a_quiet_low_at_support_is_only_another_test(self) -> None:
        chart = schematic.built().go(105, 103, 100, volume=5).go(103, 105, 107, volume=5)
        assert kinds(chart)[-1] == "secondary_test"
        assert analyze(chart.candles(), "wyckoff").state["phase"] == "B"

    def test_a_drift_far_above_the_range_is_markup_without_strength(self) -> None:
        chart = schematic.built().go(*range(109, 128), volume=1)
        assert kinds(chart)[-1] == "markup"

    def test_a_range_of_250_bars_is_stale(self) -> None:
        assert kinds(schematic.built().go(*[107.0] * 260))[-1] == "stale"


class TestPhaseD:
    def test_a_fall_back_into_the_range_fails_the_strength(self) -> None:
        assert kinds(schematic.strong().go(110, 104))[-1] == "sos_failed"

    def test_a_close_below_the_support_fails_it(self) -> None:
        assert kinds(schematic.supported().go(112, 110))[-1] == "lps_failed"

    def test_a_close_a_range_above_is_markup_without_support(self) -> None:
        assert kinds(schematic.strong().go(121, 127))[-1] == "markup"

    def test_a_trend_ends_when_it_falls_back_inside(self) -> None:
        climax = told(schematic.supported().go(117, 119, 110, 103))[0]
        assert climax.invalid > 0

    def test_a_trend_ends_after_a_hundred_bars(self) -> None:
        chart = schematic.supported().go(117, 119, *[119.0] * 101)
        assert told(chart)[0].invalid == len(chart.rows) - 1
