"""Recorded daily candles, and weeks made of them: the main job's source, needing no key and no network.

The tape stands still at `as_of`, or at its end; a candle is closed when its trading day had ended by then.
"""

import asyncio
import csv
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

from maxsignal_common.market import Instrument, Timeframe, from_ms
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    UnknownInstrument,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.session_bars import session_bars
from maxsignal_ingest.sources.sessions import bar_closes, day_label_ms

TIMEFRAMES = (Timeframe.D1, Timeframe.W1)


class ReplaySource:
    """Reads `<instrument>.csv` of a folder; by default the recordings that come with the package."""

    def __init__(self, folder: Traversable | None = None) -> None:
        self._folder = folder or files("maxsignal_ingest") / "recorded"
        self._tapes: dict[str, list[Candle]] = {}

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        if request.timeframe not in TIMEFRAMES:
            raise UnsupportedTimeframe(f"recordings are daily, not {request.timeframe}")
        # In a thread: the exchange's calendar takes seconds to load.
        return await asyncio.to_thread(self._play, request)

    async def aclose(self) -> None:
        self._tapes.clear()

    def _play(self, request: CandleRequest) -> FetchedCandles:
        rows: Sequence[Candle] = self._tape(request.instrument)
        # Its clock stops with its last candle: what traded later is not missing from it.
        ends = from_ms(rows[-1].close_ms) if rows else request.as_of
        closing = Closing(venue_now=min(request.as_of, ends), grace=timedelta(0))
        if request.timeframe is Timeframe.W1:
            limit_ms = closing.limit_ms(request.as_of)
            rows = list(session_bars(rows, request.instrument, Timeframe.W1, limit_ms))
        return closed_candles(rows, request, closing, source="replay")

    def _tape(self, instrument: Instrument) -> list[Candle]:
        if instrument.id not in self._tapes:
            self._tapes[instrument.id] = self._read(instrument)
        return self._tapes[instrument.id]

    def _read(self, instrument: Instrument) -> list[Candle]:
        # Looked up by name among the files there are, so that no id can lead out of the folder.
        recorded = {file.name: file for file in self._folder.iterdir()}
        file = recorded.get(f"{instrument.id}.csv")
        if file is None:
            raise UnknownInstrument(f"there is no recording of {instrument.id}")
        lines = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        rows = [_candle(row, number, instrument) for number, row in enumerate(lines, start=2)]
        if not rows:
            return []
        close_of = bar_closes(instrument, Timeframe.D1, rows[0].open_ms, rows[-1].open_ms)
        return [row._replace(close_ms=close_of(row.open_ms)) for row in rows]


def _candle(row: dict[str, str], line: int, instrument: Instrument) -> Candle:
    """One line; when its day closes is for the calendar to say."""
    try:
        label_ms = day_label_ms(date.fromisoformat(row["date"]))
        open_, high, low, close, volume = (
            float(row[name]) for name in ("open", "high", "low", "close", "volume")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadCandles(f"{instrument.id}.csv, line {line}: {error}") from error
    return Candle(label_ms, label_ms, open_, high, low, close, volume)
