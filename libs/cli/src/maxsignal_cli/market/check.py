"""What is odd about stored candles: bars the calendar misses, jumps no market makes, bars without trade."""

from maxsignal_cli.market.checked import Checked
from maxsignal_common.market import CandleSeries, Instrument
from maxsignal_ingest.calendars import calendar_of
from maxsignal_ingest.gaps import find_gaps

# From close to next open; an unadjusted split halves a price, no market ever did in a moment.
JUMP = 0.4


def check_candles(found: Checked, instrument: Instrument, part: CandleSeries) -> None:
    """Add a part to what was found; it begins with the candle the one before ended with."""
    again = 1 if found.bars else 0
    found.first_ms = found.first_ms or part.ts_ms[0]
    found.last_ms = part.ts_ms[-1]
    found.bars += len(part) - again
    found.silent += sum(1 for volume in part.volume[again:] if volume == 0)
    found.gaps += find_gaps(instrument, part, part.ts_ms[-1] + 1, calendar_of(instrument))
    found.jumps += [
        opens
        for opens, before, now in zip(part.ts_ms[1:], part.close, part.open[1:], strict=False)
        if abs(now / before - 1) > JUMP
    ]
