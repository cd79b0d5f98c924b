"""A detector's events as a picture, so that a person can judge them: the live and the near come first."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from maxsignal_posts.chart.kinds import BREAKS, FLOW, LINES, SIGNS, STORY, SWEEPS, SWINGS, ZONES, Row, ended
from maxsignal_posts.chart.spec import ChartBars, ChartLevel, ChartMark, ChartSpan, ChartSpec, ChartZone, Tone
from maxsignal_posts.chart.table import Session, Table, View
from maxsignal_posts.chart.times import TimeAxis
from maxsignal_posts.chart.wyckoff import story_marks, story_zones
from maxsignal_posts.style import words

# What has ended is labelled after everything that has not.
_ENDED = 800


def chart_of_detection(
    bars: ChartBars, rows: Iterable[Row], view: View, sessions: Iterable[Session] = ()
) -> ChartSpec:
    """The spec of the last `view.shown` bars; `rows` number the bars of `bars`, known by the last one."""
    table = Table(bars, view, tuple(rows))
    axis = TimeAxis(view.language, view.time_zone, view.timeframe)
    chart = words(view.language)["chart"]
    until = chart["until"].format(day=axis.day(bars.ts_ms[-1]))
    shown = bars.last(view.shown)
    return ChartSpec(
        title=view.title,
        subtitle=" \u00b7 ".join(part for part in (view.origin, until) if part),
        language=view.language,
        timeframe=view.timeframe,
        time_zone=view.time_zone,
        tick=view.tick,
        bars=shown,
        zones=(*_zones(table), *story_zones(table)),
        levels=(*_breaks(table), *_lines(table)),
        marks=_distinct((*story_marks(table), *_marks(table))),
        spans=tuple(_span(table, session) for session in sessions if session.last >= table.first),
        note=chart["dotted"],
    )


def _span(table: Table, session: Session) -> ChartSpan:
    start, end = table.ms(session.first), table.ms(session.last)
    label = str(words(table.view.language)["chart"]["sessions"][session.name])
    return ChartSpan(id=f"{session.name}.{start}", label=label, from_ms=start, end_ms=end)


def _zones(table: Table) -> Iterator[ChartZone]:
    """Live ones nearest first, as many of either side; then, if asked for, the newest that ended."""
    rows = [row for row in table.of(ZONES) if table.in_sight(row)]
    rows = list({(row.direction, row.top, row.bottom, row.kind): row for row in rows}.values())
    most = table.most(ZONES)
    live = sorted((row for row in rows if ended(row) is None), key=lambda row: (table.distance(row), row.id))
    chosen = [row for side in (1, -1) for row in islice(_of_side(live, side), (most + 1) // 2)]
    if table.view.everything:
        gone = (row for row in rows if (end := ended(row)) is not None and end >= table.first)
        chosen += islice(gone, most)
    for n, row in enumerate(chosen):
        end = ended(row)
        yield ChartZone(
            id=str(row.id),
            label=table.label(row),
            tone=Tone.of(row.direction),
            top=table.price(row.top),
            bottom=table.price(row.bottom),
            from_ms=table.ms(row.bar),
            known_ms=table.ms(row.known),
            end_ms=table.ms_or_none(end),
            rank=ZONES.rank + n + (0 if end is None else _ENDED),
        )


def _of_side(rows: Iterable[Row], side: int) -> Iterator[Row]:
    return (row for row in rows if row.direction == side)


def _breaks(table: Table) -> Iterator[ChartLevel]:
    """From the swing that was broken to the bar that broke it."""
    rows = [row for row in table.of(BREAKS) if row.known > table.first]
    for n, row in enumerate(rows[: table.most(BREAKS)]):
        yield ChartLevel(
            id=str(row.id),
            label=table.label(row),
            tone=Tone.of(row.direction),
            price=table.price(row.level),
            from_ms=table.ms(_swing_bar(table, row)),
            known_ms=table.ms(row.known),
            end_ms=table.ms(row.known),
            rank=BREAKS.rank + n,
        )


def _swing_bar(table: Table, row: Row) -> int:
    """The bar of the broken swing; a shift refers to its break first."""
    while (parent := table.by_id.get(row.ref)) is not None:
        row = parent
    return row.bar


def _lines(table: Table) -> Iterator[ChartLevel]:
    """Liquidity and period levels: live ones nearest first."""
    rows = [row for row in table.of(LINES) if table.in_sight(row)]
    live = sorted((row for row in rows if ended(row) is None), key=lambda row: (table.distance(row), row.id))
    chosen = live[: table.most(LINES)]
    if table.view.everything:
        gone = [row for row in rows if (end := ended(row)) is not None and end > table.first]
        chosen += gone[: table.most(LINES)]
    for n, row in enumerate(chosen):
        end = ended(row)
        yield ChartLevel(
            id=str(row.id),
            label=table.label(row),
            tone=Tone.of(row.direction),
            price=table.price(row.level),
            from_ms=table.ms(_line_start(table, row)),
            known_ms=table.ms(row.known),
            end_ms=table.ms_or_none(end),
            rank=LINES.rank + n + (0 if end is None else _ENDED),
        )


def _line_start(table: Table, row: Row) -> int:
    """A pool begins at the older of the two touches that are its edges."""
    if row.kind != "pool":
        return row.bar
    touches = [
        swing.bar
        for swing in table.rows
        if swing.kind == "swing"
        and swing.direction == row.direction
        and swing.bar <= row.bar
        and swing.level in (row.top, row.bottom)
    ]
    return min(touches[-2:], default=row.bar)


def _marks(table: Table) -> Iterator[ChartMark]:
    """The newest of each family inside the picture; superseded swings are no swings any more.

    A climax that opened a range is told once, as the schematic's first step.
    """
    opened = {row.bar for row in table.of(STORY) if row.kind == "climax"}
    for family in (SWEEPS, SIGNS, FLOW, SWINGS):
        rows = [row for row in table.of(family) if row.bar >= table.first]
        if family is SWINGS:
            rows = [row for row in rows if row.invalid < 0]
        if family is SIGNS:
            rows = [row for row in rows if row.kind != "climax" or row.bar not in opened]
        for n, row in enumerate(rows[: table.most(family)]):
            yield _swing(table, row, n) if family is SWINGS else _sign(table, row, family.rank + n)


def _sign(table: Table, row: Row, rank: int) -> ChartMark:
    """Over the bar what hints down, under it what hints up."""
    above = row.direction < 0
    return ChartMark(
        id=str(row.id),
        label=table.label(row),
        tone=Tone.of(row.direction),
        price=table.price(row.top if above else row.bottom),
        at_ms=table.ms(row.bar),
        known_ms=table.ms(row.known),
        above=above,
        rank=rank,
    )


def _swing(table: Table, row: Row, n: int) -> ChartMark:
    way = {1: "up", -1: "down", 0: "none"}[int(row.strength)]
    return ChartMark(
        id=str(row.id),
        label=words(table.view.language)["chart"]["swings"][way][row.direction < 0],
        tone=Tone.of(int(row.strength)),
        price=table.price(row.level),
        at_ms=table.ms(row.bar),
        known_ms=table.ms(row.known),
        above=row.direction > 0,
        rank=SWINGS.rank + n,
    )


def _distinct(marks: Sequence[ChartMark]) -> tuple[ChartMark, ...]:
    """One word once at one bar, though two methods say it."""
    return tuple({(mark.label, mark.at_ms, mark.above): mark for mark in reversed(marks)}.values())[::-1]
