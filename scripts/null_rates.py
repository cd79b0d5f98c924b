"""Measure what the detectors find in noise; write the shipped table and its section of the evidence.

`python -m scripts.null_rates` after any change of a rule or a default: seeds are fixed, so an unchanged
detector writes an unchanged file.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from numpy.random import Generator

from maxsignal_methods import METHODS, Candles
from maxsignal_methods.nulls import (
    AHEAD,
    BLOCK,
    OUTCOMES,
    Excess,
    Interval,
    Key,
    NullRate,
    Rate,
    bootstrapped,
    compare,
    null_rates,
    rates,
    walks,
)
from maxsignal_methods.params import RULES_VERSION

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "libs/methods/src/maxsignal_methods/base_rates.py"
EVIDENCE = ROOT / "docs/methods-evidence.md"
MARKS = ("<!-- null rates: written by scripts/null_rates.py -->\n", "<!-- end of null rates -->\n")

SYMBOLS = ("IBM", "GOOG")
ROUNDS = 100
DAILY_SEED, HOURLY_SEED = 20_000_301, 20_240_108
WALK_BARS = 3_000
MINIMUM = 0.001

type Column = Mapping[Key, NullRate]

# Made by the clock: as many as there are days and weeks.
CLOCK = (
    "day", "week", "day_open", "week_open", "midnight_open", "asia", "london", "ny_am", "london_close",
    "ny_pm", "silver_bullet",
)  # fmt: skip

OUTCOME = "outcome: recorded, bootstrap, walk"
AFTER = f"ATR in {AHEAD} bars: recorded, bootstrap"

HEADER = '''\
"""What noise shows, by method and kind: events per 100 bars, and the share of them that came to its outcome.

Outcomes: a zone was touched, a pool swept, a sign confirmed. Written by scripts/null_rates.py from default
parameters, {rounds} rounds each. Daily: recorded days of {symbols} in blocks of {block} bars, seed
{daily}. Hourly: walks of {bars} hours with taker volume, seed {hourly}. How they were made and how far
they reach: docs/methods-evidence.md, section Nulls.
"""

type Rates = dict[tuple[str, str], tuple[float, float | None]]

# RULES_VERSION of the detectors that were measured.
RULES = {version}
'''


def recorded(symbol: str) -> Candles:
    text = (files("maxsignal_ingest") / "recorded" / f"{symbol}.csv").read_text("utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    days = [datetime.fromisoformat(line["date"]).replace(tzinfo=UTC) for line in lines]
    times = [int(day.timestamp() * 1000) for day in days]
    columns = [[float(line[name]) for line in lines] for name in ("open", "high", "low", "close", "volume")]
    return Candles.from_arrays(times, *columns, timeframe="1d")


def main() -> None:
    series = [recorded(symbol) for symbol in SYMBOLS]

    def shuffled(rng: Generator) -> list[Candles]:
        return [bootstrapped(rng, candles) for candles in series]

    daily = patterns(null_rates(shuffled, rounds=ROUNDS, seed=DAILY_SEED))
    hourly = patterns(null_rates(lambda rng: walks(rng, bars=WALK_BARS), rounds=ROUNDS, seed=HOURLY_SEED))
    SHIPPED.write_text("\n".join(module(daily, hourly)) + "\n", "utf-8")
    text = EVIDENCE.read_text("utf-8")
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    lines = "\n".join(page(rates(series), daily, hourly))
    EVIDENCE.write_text(f"{before}{MARKS[0]}{lines}\n{MARKS[1]}{after}", "utf-8")


def patterns(column: Column) -> Column:
    """Without what the clock makes and what appears less than once in 100,000 bars."""
    return {key: own for key, own in column.items() if key[1] not in CLOCK and own.per_100.mean >= MINIMUM}


def module(daily: Column, hourly: Column) -> Iterator[str]:
    """The shipped table as Python."""
    yield HEADER.format(
        version=RULES_VERSION,
        rounds=ROUNDS,
        symbols=" and ".join(SYMBOLS),
        block=BLOCK,
        bars=f"{WALK_BARS:,}",
        daily=DAILY_SEED,
        hourly=HOURLY_SEED,
    )
    for name, column in (("DAILY", daily), ("HOURLY", hourly)):
        yield f"{name}: Rates = {{"
        for (method, kind), rate in column.items():
            share = None if rate.share is None else round(rate.share.mean, 3)
            yield f'    ("{method}", "{kind}"): ({round(rate.per_100.mean, 3)}, {share}),'
        yield "}\n" if name == "DAILY" else "}"


def page(real: Mapping[Key, Rate], daily: Column, hourly: Column) -> Iterator[str]:
    """The table of the evidence: recorded days beside their own noise, and the walk."""
    excess = compare(real, daily)
    heads = ("kind", "recorded", "bootstrap", "recorded / bootstrap", "walk", OUTCOME, AFTER)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for key in sorted({*daily, *hourly}, key=lambda key: (METHODS.index(key[0]), key[1])):
        own = real.get(key)
        cells = (
            f"{key[0]} {key[1]}",
            f"{own.per_100:.2f}" if own else "",
            _spread(daily[key].per_100) if key in daily else "",
            _ratio(excess[key]) if key in daily else "",
            _spread(hourly[key].per_100) if key in hourly else "",
            _outcome(key, own, daily.get(key), hourly.get(key)),
            _after(own, daily.get(key)),
        )
        yield f"| {' | '.join(cells)} |"


def _spread(rate: Interval) -> str:
    return f"{rate.mean:.2f} ({rate.low:.2f}-{rate.high:.2f})"


def _ratio(excess: Excess) -> str:
    text = f"{excess.ratio:.2f} ({excess.low:.2f}-{excess.high:.2f})"
    return f"**{text}**" if excess.low > 1 or excess.high < 1 else text


def _outcome(key: Key, real: Rate | None, *nulls: NullRate | None) -> str:
    if key not in OUTCOMES:
        return ""
    shares = [
        real.share if real else None,
        *(null.share.mean if null and null.share else None for null in nulls),
    ]
    told = ("-" if share is None else f"{100 * share:.0f} %" for share in shares)
    return f"{OUTCOMES[key]} {', '.join(told)}"


def _after(real: Rate | None, null: NullRate | None) -> str:
    """Only the bootstrap: it has the recorded bars."""
    if null is None or null.ahead is None or real is None or real.ahead is None:
        return ""
    spread = null.ahead
    text = f"{real.ahead:+.2f}, {spread.low:+.2f} to {spread.high:+.2f}"
    return text if spread.low <= real.ahead <= spread.high else f"**{text}**"


if __name__ == "__main__":
    main()
