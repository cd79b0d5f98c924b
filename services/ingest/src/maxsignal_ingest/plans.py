"""Which candles a watched plan is judged by, when to look again, and when to give up: no I/O."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from maxsignal_common.events import PlanProgressed, PostMerged
from maxsignal_common.market import Timeframe, from_ms
from maxsignal_common.progress import Course, Moment, Watch, bars_of, progress
from maxsignal_ingest.domain import CandleRequest, FetchedCandles

MOST_CANDLES = 1000
# Twenty hourly bars of a share take four days; over holidays longer. Then the market is taken to have ended.
PATIENCE = 4
LONG_HOLIDAYS = timedelta(days=14)
# How often a candle is looked for that should be there: a late venue, a market that is closed.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


class Look(NamedTuple):
    """What a look at the market brought; `ended` says why there will be no other."""

    course: Course
    told: list[PlanProgressed]
    next_look: datetime
    ended: Literal["told", "split", "lost"] | None = None


def watches_of(post: PostMerged) -> list[Watch]:
    """One for every leg; a post recorded before its newest candle was named cannot be watched."""
    if post.last_ms is None:
        return []
    return [
        Watch(
            run_id=post.run_id,
            leg=number,
            instrument=post.instrument,
            timeframe=post.timeframe,
            time_zone=post.time_zone,
            last_ms=post.last_ms,
            plan=post.plan,
        )
        for number in range(len(post.plan.legs))
    ]


def gives_up_at(watch: Watch) -> datetime:
    life = watch.plan.legs[watch.leg].valid_bars * watch.timeframe.duration
    return from_ms(watch.last_ms) + PATIENCE * life + LONG_HOLIDAYS


def request_of(watch: Watch, now: datetime) -> CandleRequest:
    """Every candle since the plan's newest one, that one included."""
    as_of = min(now, gives_up_at(watch))
    since = max(as_of - from_ms(watch.last_ms), timedelta(0))
    count = min(since // watch.timeframe.duration + 2, MOST_CANDLES)
    return CandleRequest(instrument=watch.instrument, timeframe=watch.timeframe, as_of=as_of, count=count)


def look(watch: Watch, course: Course, fetched: FetchedCandles, now: datetime, grace: timedelta) -> Look:
    """Judge what has closed; a plan whose shares were split or whose candles are gone is watched no more."""
    next_look = from_ms(fetched.close_ms) + watch.timeframe.duration + grace
    if any(watch.last_ms < split.ts_ms <= fetched.candles.ts_ms[-1] for split in fetched.splits):
        return Look(course, [], next_look, "split")
    if len(fetched.candles) == MOST_CANDLES and fetched.candles.ts_ms[0] > course.seen_ms:
        return Look(course, [], next_look, "lost")
    bars = bars_of(fetched.candles, fetched.closes_ms)
    moments, course = progress(watch.plan, watch.leg, watch.timeframe, bars, course)
    told = [_event(watch, moment) for moment in moments]
    if course.phase == "ended":
        return Look(course, told, next_look, "told")
    return Look(course, told, next_look, "lost" if now >= gives_up_at(watch) else None)


def first_look(watch: Watch, grace: timedelta) -> datetime:
    """After the close of the candle that follows the plan's newest one."""
    return from_ms(watch.last_ms) + 2 * watch.timeframe.duration + grace


def unseen(watch: Watch, course: Course, now: datetime) -> Look:
    """A look at a market that did not answer."""
    return Look(course, [], now, "lost" if now >= gives_up_at(watch) else None)


def pause_of(timeframe: Timeframe) -> timedelta:
    return min(max(timeframe.duration / 4, SHORTEST_PAUSE), LONGEST_PAUSE)


def started(watch: Watch) -> Course:
    return Course(seen_ms=watch.last_ms)


def _event(watch: Watch, moment: Moment) -> PlanProgressed:
    leg = watch.plan.legs[watch.leg]
    return PlanProgressed(
        run_id=watch.run_id,
        instrument=watch.instrument,
        timeframe=watch.timeframe,
        time_zone=watch.time_zone,
        leg=watch.leg,
        side=leg.side,
        kind=moment.kind,
        level=moment.level,
        price=None if moment.level is None else watch.plan.levels[moment.level],
        number=moment.number,
        targets=len(leg.targets),
        bar_ms=moment.bar.open_ms,
        close_ms=moment.bar.close_ms,
    )
