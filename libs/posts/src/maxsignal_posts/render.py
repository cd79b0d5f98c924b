"""From an input to a post: blocks in the template's order, each number substituted and remembered."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from maxsignal_posts import outline
from maxsignal_posts.errors import PostError
from maxsignal_posts.inputs import METHODS, PostInput, Zone
from maxsignal_posts.ledger import Ledger
from maxsignal_posts.marks import Marked, Span, bold, read_marks
from maxsignal_posts.scrub import scrub
from maxsignal_posts.split import Entity, split, utf16
from maxsignal_posts.style import Style
from maxsignal_posts.voice import Voice

BLOCKS = ("headline", *METHODS, "union", "trap", "plan", "entry", "outcome", "footer")
# Blocks whose first line is no heading.
_PLAIN = ("entry", "footer")
_GAP = "\n\n"
_FOLD_LINES = 3
_REFERENCE = re.compile(r"\[\[\s*([\w.]+)\s*\]\]")


@dataclass(frozen=True, slots=True)
class Block:
    """One section: its name and its text, of which the first line is the heading."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A finished post. Entities count UTF-16 units, as Telegram does; spans count characters."""

    language: str
    blocks: tuple[Block, ...]
    text: str
    entities: tuple[Entity, ...]
    parts: tuple[tuple[str, tuple[Entity, ...]], ...]
    ledger: Ledger
    spans: tuple[Span, ...]

    @property
    def cited(self) -> frozenset[str]:
        """The level ids whose prices the text shows."""
        return frozenset(span.ref for span in self.spans if span.ref)

    def block_at(self, offset: int) -> str:
        """The name of the block in which a character of the text stands."""
        ends = accumulate(len(block.text) + len(_GAP) for block in self.blocks)
        return next(block.name for block, end in zip(self.blocks, ends, strict=True) if offset < end)


def render(post: PostInput, language: str) -> Post:
    """Write the post; the same input gives the same bytes."""
    ledger = ledger_of(post)
    voice = Voice(Style.of(language), ledger, post.timeframe, post.as_of, ZoneInfo(post.time_zone))
    context = context_of(post, voice)
    unasked = set(METHODS) - set(post.methods)
    marked = [(name, _read(language, name, context, post)) for name in BLOCKS if name not in unasked]
    text = _GAP.join(block.text for _, block in marked)
    spans: list[Span] = []
    entities: list[Entity] = []
    offset = 0
    for name, block in marked:
        spans += (span._replace(offset=offset + span.offset) for span in block.spans)
        entities += _entities(name, block, utf16(text[:offset]))
        offset += len(block.text) + len(_GAP)
    return Post(
        language=language,
        blocks=tuple(Block(name, block.text) for name, block in marked),
        text=text,
        entities=tuple(entities),
        parts=tuple((part, tuple(inside)) for part, inside in split(text, entities)),
        ledger=ledger,
        spans=tuple(spans),
    )


def blocks_of(text: str, methods: Collection[str]) -> dict[str, str]:
    """A finished text in its blocks again; `methods` are those of its post."""
    unasked = set(METHODS) - set(methods)
    return dict(zip((name for name in BLOCKS if name not in unasked), text.split(_GAP), strict=True))


def ledger_of(post: PostInput) -> Ledger:
    """Every price the post may name: the methods' levels, the last close, the plan's levels."""
    prices = {name: price for step in post.steps for name, price in step.levels.items()}
    if (last := outline.last_price(post)) is not None:
        prices["last"] = last
    return Ledger.of({**prices, **post.plan.levels}, tick=post.tick)


def fact_kinds(language: str, method: str) -> frozenset[str]:
    """The kinds of facts the language has a sentence for."""
    source = files(__package__).joinpath("templates", language, "facts", f"{method}.j2")
    return frozenset(re.findall(r"{% macro ([a-z]\w*)\(", source.read_text("utf-8")))


def _read(language: str, name: str, context: Mapping[str, object], post: PostInput) -> Marked:
    """One block without its marks: no empty lines, no stray spaces."""
    step = {"step": post.step(name)} if name in METHODS else {}
    marked = environment_of(language).get_template(f"{name}.j2").render({**context, **step})
    return read_marks("\n".join(line for row in marked.split("\n") if (line := one_line(row))))


def _entities(name: str, block: Marked, base: int) -> Iterable[Entity]:
    """Bold heading and bold words; a method's body folds away under its heading."""
    heading, _, body = block.text.partition("\n")
    if name not in _PLAIN:
        yield Entity(type="bold", offset=base, length=utf16(heading))
    if name in METHODS:
        folds = body.count("\n") >= _FOLD_LINES
        yield Entity(
            type="expandable_blockquote" if folds else "blockquote",
            offset=base + utf16(heading) + 1,
            length=utf16(body),
        )
    for start, end in block.bold:
        before = utf16(block.text[:start])
        length = utf16(block.text[start:end])
        yield Entity(type="bold", offset=base + before, length=length)


def context_of(post: PostInput, voice: Voice) -> dict[str, object]:
    """What templates may use: the input, the picks, and the voice that writes numbers."""
    plan = post.plan
    return {
        "post": post,
        "plan": plan,
        "told": outline.story(post),
        "upper": plan.bull.trigger,
        "lower": plan.bear.trigger,
        "hold": outline.hold(plan),
        "tf": voice.name(post.timeframe),
        "bold": bold,
        "edges": lambda fact: voice.zone(Zone(fact.levels["top"], fact.levels["bottom"])),
        "band": lambda base: voice.zone(Zone(f"{base}.top", f"{base}.bottom")),
        "prose": lambda text: _prose(text, voice),
        **{pick.__name__: pick for pick in _PICKS},
        **{told.__name__: told for told in _told(voice)},
    }


_PICKS: tuple[Callable[..., object], ...] = (
    outline.by_chance,
    outline.followed_by,
    outline.fresh,
    outline.confirming_break,
    outline.depth,
    outline.imbalance_at,
    outline.in_range,
    outline.is_forming,
    outline.last_breaks,
    outline.leg_side,
    outline.liquidity,
    outline.nearest_array,
    outline.newest_sweep,
    outline.open_pools,
    outline.trends,
    outline.vsa_cause,
    outline.vsa_signs,
    outline.wyckoff_cancel,
    outline.wyckoff_events,
    outline.zone_kind,
    outline.zone_status,
    outline.zones,
)


def _told(voice: Voice) -> tuple[Callable[..., str], ...]:
    return (
        voice.amount,
        voice.count,
        voice.moment,
        voice.name,
        voice.percent,
        voice.price,
        voice.sigma,
        voice.times,
        voice.when,
        voice.zone,
    )


def _prose(text: str, voice: Voice) -> list[str]:
    """A model's paragraphs with every reference replaced; a reference to nothing is refused."""
    told = _REFERENCE.sub(lambda found: voice.cite(found[1]), scrub(text).text)
    if "[[" in told or "]]" in told:
        raise PostError("malformed_reference", "double brackets that are no reference")
    return [line for row in told.split("\n") if (line := row.strip(" \t•-"))]


def one_line(text: str) -> str:
    """Runs of plain white space as one space; the spaces inside numbers are not plain."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def environment_of(language: str) -> Environment:
    """The language's templates; plain text, so there is no markup to escape."""
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__).joinpath("templates", language))),
        undefined=StrictUndefined,
        lstrip_blocks=True,
        auto_reload=False,  # templates are part of the package and do not change under a process
        autoescape=False,  # noqa: S701 a post is plain text with entities, never HTML
    )
    environment.filters |= {"up": _upper_first, "one_line": one_line}
    return environment
