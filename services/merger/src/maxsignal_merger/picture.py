"""A post's picture and the summary under it; what cannot be drawn stops no post and leaves its reason."""

import hashlib
from typing import NamedTuple

from maxsignal_common.market import CandleSeries
from maxsignal_common.rendered import PostPart, RenderedPost, TextEntity
from maxsignal_posts import Caption, Post, PostError, PostInput, caption_of, check_grounding
from maxsignal_posts.chart import ChartBars, ChartSpec, alt_text, chart_of_post, to_png, to_svg


class Picture(NamedTuple):
    """A PNG as it is stored; equal posts have equal bytes."""

    sha256: str
    png: bytes


class Illustrated(NamedTuple):
    """The post that names its picture, and the picture; or the post that says why there is none."""

    post: RenderedPost
    picture: Picture | None


def illustrate(rendered: RenderedPost, data: PostInput, post: Post, bars: CandleSeries | None) -> Illustrated:
    """Draw what the text cites over the run's newest candles. Takes a core for about 0.1 s."""
    try:
        spec, caption = _drawn(data, post, bars)
        picture = _picture(to_png(to_svg(spec)))
    except PostError as error:
        return Illustrated(rendered.model_copy(update={"unpictured": error.code}), None)
    except (ValueError, ArithmeticError, LookupError):
        # Prices beyond what a float or a font can show: the renderer says so in many ways.
        return Illustrated(rendered.model_copy(update={"unpictured": "not_drawable"}), None)
    told = {"picture": picture.sha256, "caption": _part(caption), "alt": alt_text(spec)}
    return Illustrated(rendered.model_copy(update=told), picture)


def _drawn(data: PostInput, post: Post, bars: CandleSeries | None) -> tuple[ChartSpec, Caption]:
    if bars is None or not len(bars):
        raise PostError("no_candles", "the joined steps carry no candles to draw")
    caption = caption_of(post)
    if not check_grounding(caption.text, post.ledger, caption.spans).ok:
        raise PostError("ungrounded_caption", "the summary does not pass the gate")
    columns = (bars.ts_ms, bars.open, bars.high, bars.low, bars.close, bars.volume)
    return chart_of_post(data, post, ChartBars(*columns)), caption


def _picture(png: bytes) -> Picture:
    return Picture(hashlib.sha256(png).hexdigest(), png)


def _part(caption: Caption) -> PostPart:
    entities = tuple(TextEntity.model_validate(entity) for entity in caption.entities)
    return PostPart(text=caption.text, entities=entities)
