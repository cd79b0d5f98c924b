"""Which window of the New York clock a bar opens in."""

from maxsignal_methods.methods.ict.hours import hour_of, new_york_ms
from maxsignal_methods.methods.ict.periods import SESSIONS, in_sessions
from maxsignal_methods.study import Study

SILVER_BULLET = "silver_bullet"


def session(study: Study, bar: int) -> str | None:
    """The session a bar opens in; None between sessions and on timeframes above an hour."""
    hour = _hour(study, bar)
    return next((name for name in SESSIONS if hour is not None and _spans(study, name, hour)), None)


def in_silver_bullet(study: Study, bar: int) -> bool:
    hour = _hour(study, bar)
    spans = study.params.ict.silver_bullet
    return hour is not None and any(begin <= hour < end for begin, end in spans)


def window(study: Study, bar: int) -> str | None:
    """The narrower window first: a Silver Bullet hour lies inside a session."""
    return SILVER_BULLET if in_silver_bullet(study, bar) else session(study, bar)


def _hour(study: Study, bar: int) -> float | None:
    if not in_sessions(study):
        return None
    return float(hour_of(new_york_ms(study.candles.ts_ms[bar : bar + 1]))[0])


def _spans(study: Study, name: str, hour: float) -> bool:
    begin, end = getattr(study.params.ict, name)
    return bool(begin <= hour < end)
