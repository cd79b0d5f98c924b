"""The market as a prompt shows it: what is traded, and its newest closed candles without a single price.

Prices are told as distances from the last close in ATR, volume as a multiple of its mean: shapes can be
read from that, and nothing can be copied into a post. All of it comes from the run's frozen candles.
"""

import math
from collections.abc import Iterator, Sequence

from maxsignal_common.market import CandleSeries, Instrument
from maxsignal_common.origin import CandleOrigin
from maxsignal_llm.prompts.outside import cleaned, line

# What a chart shows at a glance; facts tell what lies further back.
SHOWN_BARS = 40


def market_of(instrument: Instrument, origin: CandleOrigin) -> str:
    """The first line: outside text, cleaned."""
    return line(
        {
            "instrument": instrument.id,
            "name": cleaned(instrument.name),
            "exchange": cleaned(instrument.exchange),
            "currency": cleaned(instrument.currency),
            "bars": origin.bars,
            "missing_bars": sum(gap.bars for gap in origin.gaps) or None,
        }
    )


def market_data(
    instrument: Instrument, origin: CandleOrigin, candles: CandleSeries, atr: float | None
) -> str:
    """That line and, where there is an ATR to measure by, a table of the newest bars, oldest first."""
    lines = [market_of(instrument, origin)]
    if atr and math.isfinite(1 / atr):
        taker = " taker_buy_share" if candles.taker_buy else ""
        unit = "prices in ATR from the last close, volume in multiples of its mean"
        lines.append(line({"columns": f"bars_ago open high low close volume{taker}", "unit": unit}))
        lines += _rows(candles.last(SHOWN_BARS), candles.close[-1], atr)
    return "\n".join(lines)


def _rows(shown: CandleSeries, last: float, atr: float) -> Iterator[str]:
    mean = sum(shown.volume) / len(shown)
    for number, volume in enumerate(shown.volume):
        prices = (shown.open[number], shown.high[number], shown.low[number], shown.close[number])
        told = [(price - last) / atr for price in prices] + [volume / mean if mean else 0.0]
        if shown.taker_buy:
            told.append(shown.taker_buy[number] / volume if volume else 0.0)
        yield f"{len(shown) - 1 - number} {_figures(told)}"


def _figures(told: Sequence[float]) -> str:
    return " ".join(f"{rounded(one):.2f}" for one in told)


def rounded(value: float, places: int = 2) -> float:
    """Short, and never a negative zero."""
    return round(value, places) + 0.0
