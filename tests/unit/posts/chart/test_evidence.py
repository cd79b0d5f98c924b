"""Which events of a detection a picture shows, and as what."""

from decimal import Decimal

import pytest

from maxsignal_methods.events import KINDS as EVENT_KINDS
from maxsignal_posts.chart import KINDS, ChartMark, Session, Tone
from maxsignal_posts.chart.kinds import FAMILIES
from maxsignal_posts.style import words
from tests.unit.posts.chart.rows import drawn, row
from tests.unit.posts.chart.specs import WAVES, at


def marks(*args: object) -> dict[str, ChartMark]:
    return {mark.label: mark for mark in drawn(*args).marks}  # type: ignore[arg-type]


def test_every_kind_of_event_can_be_drawn() -> None:
    assert {kind.partition(".")[2] for kind in KINDS} == set(EVENT_KINDS)
    assert sum(len(family.kinds) + len(family.extra) for family in FAMILIES) == len(KINDS)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_kind_has_a_label_in_the_language(language: str) -> None:
    # swings are named by the swing before them
    assert KINDS - set(words(language)["chart"]["labels"]) == {"smc.swing", "smc.swing_major"}


def test_live_zones_come_nearest_first_on_both_sides() -> None:
    near = [row("smc.fvg", side, zone=(114 - n, 113 - n)) for n in range(4) for side in (1, -1)]
    zones = drawn(*near).zones
    assert [zone.top for zone in zones] == [114, 113, 114, 113]
    assert [zone.tone for zone in zones] == [Tone.BULL, Tone.BULL, Tone.BEAR, Tone.BEAR]


def test_zone_far_from_the_candles_is_left_out() -> None:
    assert drawn(row("smc.ob", zone=(140, 138))).zones == ()


def test_twins_of_one_zone_are_drawn_once() -> None:
    assert len(drawn(row("smc.ob", zone=(110, 109)), row("smc.ob", zone=(110, 109))).zones) == 1


def test_ended_zone_is_drawn_when_asked_for() -> None:
    gone = row("smc.fvg", zone=(110, 109), filled=60, invalid=55)
    assert drawn(gone).zones == ()
    assert [zone.end_ms for zone in drawn(gone, kinds=("smc.fvg",)).zones] == [at(55)]
    assert [zone.end_ms for zone in drawn(gone, most=1).zones] == [at(55)]


def test_zone_that_ended_before_the_picture_is_not() -> None:
    gone = row("smc.fvg", bar=2, zone=(110, 109), filled=5)
    assert drawn(gone, most=9, shown=40).zones == ()


def test_prices_are_rounded_to_the_tick() -> None:
    assert drawn(row("smc.fvg", zone=(110.12345, 109.98765))).zones[0].top == Decimal("110.12")


def test_break_leads_from_its_swing_to_its_bar() -> None:
    swing = row("smc.swing", bar=26, known=31, level=109)
    broken = row("smc.bos", bar=50, level=109, ref=swing.id)
    level = drawn(swing, broken).levels[0]
    assert (level.label, level.from_ms, level.known_ms, level.end_ms) == ("BOS", at(26), at(50), at(50))


def test_shift_leads_from_the_swing_of_its_break() -> None:
    swing = row("smc.swing", bar=26, known=31, level=109)
    broken = row("smc.choch", bar=50, level=109, ref=swing.id)
    shift = row("ict.mss", bar=50, level=109, ref=broken.id)
    levels = drawn(swing, broken, shift, kinds=("ict.mss",)).levels
    assert [(level.label, level.from_ms) for level in levels] == [("MSS", at(26))]


def test_pool_begins_at_its_older_touch() -> None:
    touches = [row("smc.swing", bar=n, known=n + 5, level=level) for n, level in ((26, 109.0), (52, 109.1))]
    pool = row("smc.pool", bar=52, known=57, level=109.1, zone=(109.1, 109.0))
    level = drawn(*touches, pool).levels[0]
    assert (level.label, level.from_ms, level.known_ms) == ("EQH", at(26), at(57))


def test_taken_level_is_drawn_when_asked_for() -> None:
    taken = row("ict.day", -1, level=105, filled=60)
    assert drawn(taken).levels == ()
    assert [(one.label, one.end_ms) for one in drawn(taken, most=3).levels] == [("PDL", at(60))]


@pytest.mark.parametrize(
    ("direction", "strength", "label"),
    [(1, 1, "HH"), (1, -1, "LH"), (-1, 1, "HL"), (-1, -1, "LL"), (1, 0, "H"), (-1, 0, "L")],
)
def test_swing_is_named_by_the_one_before(direction: int, strength: float, label: str) -> None:
    swing = marks(row("smc.swing", direction, known=45, strength=strength))[label]
    assert swing.above == (direction > 0)
    assert swing.known_ms == at(45)


def test_superseded_swing_is_no_swing() -> None:
    assert marks(row("smc.swing", known=45, invalid=50)) == {}


def test_bearish_sign_stands_over_its_bar() -> None:
    found = marks(row("vsa.upthrust", -1, zone=(109, 104)), row("vsa.test", 1, bar=50, zone=(109, 104)))
    assert (found["Upthrust"].above, float(found["Upthrust"].price)) == (True, 109)
    assert (found["Test"].above, float(found["Test"].price)) == (False, 104)


def test_sweep_told_by_two_methods_is_drawn_once() -> None:
    assert len(drawn(row("smc.sweep", -1, bar=50), row("ict.sweep", -1, bar=50)).marks) == 1


def test_climax_that_opens_a_range_is_told_once() -> None:
    found = marks(
        row("vsa.climax", 1, bar=50), row("wyckoff.climax", 1, bar=50), row("vsa.climax", 1, bar=60)
    )
    assert (found["SC"].at_ms, found["Climax"].at_ms) == (at(50), at(60))


def test_newest_signs_are_kept() -> None:
    signs = [row("vsa.no_demand", -1, bar=bar) for bar in (30, 40, 50, 60)]
    assert [mark.at_ms for mark in drawn(*signs).marks] == [at(60), at(50), at(40)]


def test_sign_before_the_picture_is_left_out() -> None:
    assert drawn(row("vsa.no_demand", -1, bar=10), shown=40).marks == ()


def test_only_the_methods_asked_for_are_drawn() -> None:
    rows = (row("smc.sweep", -1), row("vsa.upthrust", -1), row("smc.fvg", zone=(110, 109)))
    spec = drawn(*rows, methods=("vsa",))
    assert ([mark.label for mark in spec.marks], spec.zones) == (["Upthrust"], ())


def test_only_the_kinds_asked_for_are_drawn() -> None:
    rows = (row("smc.sweep", -1), row("smc.displacement"), row("smc.fvg", zone=(110, 109)))
    spec = drawn(*rows, kinds=("smc.displacement",))
    assert ([mark.label for mark in spec.marks], spec.zones) == (["Displ."], ())


def test_sessions_inside_the_picture_are_shaded() -> None:
    spans = drawn(sessions=(Session("asia", 2, 5), Session("london", 50, 52)), shown=40, language="ru").spans
    assert [(span.label, span.from_ms, span.end_ms) for span in spans] == [("Лондон", at(50), at(52))]


def test_picture_tells_its_last_candle() -> None:
    spec = drawn(shown=20)
    assert spec.subtitle == "BINANCE · last candle 19 Nov 2026 07:00 UTC"
    assert spec.bars == WAVES.last(20)
