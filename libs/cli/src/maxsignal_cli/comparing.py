"""A post that was made again beside its record: where the two differ first; pure."""

from collections.abc import Iterator
from typing import NamedTuple

from maxsignal_common.events import PostMerged

# Enough to see what it is about; the rest is in the documents.
MOST_SHOWN = 120


class Difference(NamedTuple):
    """`where` as in `posts[0].text`; what stood there on either side, `(nothing)` where nothing did."""

    where: str
    recorded: str
    replayed: str


class Replay(NamedTuple):
    """`exact` where the post has the very bytes of the record; a record of older code may know less."""

    post: PostMerged
    exact: bool
    difference: Difference | None

    @property
    def same(self) -> bool:
        return self.difference is None


def first_difference(recorded: object, replayed: object) -> Difference | None:
    """What the record says is compared; what it does not know yet, because it is older, is no difference."""
    return next(_differences("", recorded, replayed), None)


def _differences(where: str, recorded: object, replayed: object) -> Iterator[Difference]:
    if isinstance(recorded, dict) and isinstance(replayed, dict):
        for name, value in recorded.items():
            yield from _differences(f"{where}.{name}".lstrip("."), value, replayed.get(name, ...))
    elif isinstance(recorded, list) and isinstance(replayed, list):
        for number in range(max(len(recorded), len(replayed))):
            one, other = (side[number] if number < len(side) else ... for side in (recorded, replayed))
            yield from _differences(f"{where}[{number}]", one, other)
    elif recorded != replayed or isinstance(recorded, bool) is not isinstance(replayed, bool):
        yield Difference(where, *_shown(recorded, replayed))


def _shown(recorded: object, replayed: object) -> tuple[str, str]:
    """Of two texts the part around their first different letter."""
    if isinstance(recorded, str) and isinstance(replayed, str):
        pairs = enumerate(zip(recorded, replayed, strict=False))
        start = next((n for n, (one, other) in pairs if one != other), min(len(recorded), len(replayed)))
        begin = max(0, start - MOST_SHOWN // 4)
        recorded, replayed = recorded[begin:], replayed[begin:]
    one, other = ("(nothing)" if side is ... else repr(side)[:MOST_SHOWN] for side in (recorded, replayed))
    return one, other
