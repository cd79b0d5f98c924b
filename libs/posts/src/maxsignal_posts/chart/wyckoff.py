"""A Wyckoff schematic: its range as a box, its steps as marks over and under the bars."""

from collections import defaultdict
from collections.abc import Iterator

from maxsignal_posts.chart.kinds import STORY, Row
from maxsignal_posts.chart.spec import ChartMark, ChartZone, Tone
from maxsignal_posts.chart.table import Table

# One that runs and the one before it; more would lie on each other.
_STORIES = 2
# Steps that happen at the side the schematic hopes for: the top of an accumulation.
_FAR_SIDE = frozenset({"automatic_reaction", "upper_action", "sign_of_strength", "markup", "v_reversal"})

type Story = list[Row]


def story_zones(table: Table) -> Iterator[ChartZone]:
    """From the climax to the step that ended the range; a range exists once the reaction is known."""
    for n, story in enumerate(_stories(table)):
        opening, last = story[0], story[-1]
        reaction = next((row for row in story if row.kind == "automatic_reaction"), None)
        if reaction is not None and table.in_sight(last):
            yield ChartZone(
                id=str(opening.id),
                label=table.label(opening, "wyckoff.range"),
                tone=Tone.NEUTRAL,
                top=table.price(last.top),
                bottom=table.price(last.bottom),
                from_ms=table.ms(opening.bar),
                known_ms=table.ms(reaction.known),
                end_ms=table.ms_or_none(_end(story)),
                rank=STORY.rank + 20 + n,
            )


def story_marks(table: Table) -> Iterator[ChartMark]:
    """The newest steps first: they say where the market stands."""
    steps = [row for story in _stories(table) for row in story if row.bar >= table.first]
    steps.sort(key=lambda row: (-row.known, row.id))
    for n, row in enumerate(steps[: table.most(STORY)]):
        above = (row.kind in _FAR_SIDE) == (row.direction > 0)
        yield ChartMark(
            id=str(row.id),
            label=table.label(row),
            tone=Tone.NEUTRAL,
            price=table.price(row.level),
            at_ms=table.ms(row.bar),
            known_ms=table.ms(row.known),
            above=above,
            rank=STORY.rank + n,
        )


def _stories(table: Table) -> list[Story]:
    """Schematics that reach into the picture, newest first, each in order of time."""
    stories: defaultdict[int, Story] = defaultdict(list)
    for row in reversed(table.of(STORY)):
        stories[row.id if row.kind == "climax" else row.ref].append(row)
    seen = [story for story in stories.values() if _tells(story) and _reaches(story, table.first)]
    newest = sorted(seen, key=lambda story: -story[-1].known)
    return newest[: table.most(STORY) if table.view.everything else _STORIES]


def _tells(story: Story) -> bool:
    """A climax that a lower one replaced is no schematic."""
    return story[0].kind == "climax" and (len(story) > 1 or story[0].invalid < 0)


def _reaches(story: Story, first: int) -> bool:
    end = _end(story)
    return end is None or end >= first


def _end(story: Story) -> int | None:
    """The range is left with the trend, or given up."""
    left = next((row.known for row in story if row.kind == "markup"), None)
    return left if left is not None else (story[0].invalid if story[0].invalid >= 0 else None)
