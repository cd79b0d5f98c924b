"""Recorded daily candles: the main job's source, needing no key and no network.

The tape stands still at `as_of`: a candle is closed when its trading day had ended by then, with no grace.
"""

import csv
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

from maxsignal_common.market import Instrument, Timeframe
from maxsignal_ingest.sources.closing import Candle, Closing, closed_candles
from maxsignal_ingest.sources.protocol import (
    BadCandles,
    CandleRequest,
    FetchedCandles,
    UnknownInstrument,
    UnsupportedTimeframe,
)
from maxsignal_ingest.sources.sessions import day_close_ms, day_label_ms


class ReplaySource:
    """Reads `<instrument>.csv` of a folder; by default the recordings that come with the package."""

    def __init__(self, folder: Traversable | None = None) -> None:
        self._folder = folder or files("maxsignal_ingest") / "recorded"
        self._tapes: dict[str, list[Candle]] = {}

    async def fetch(self, request: CandleRequest) -> FetchedCandles:
        if request.timeframe is not Timeframe.D1:
            raise UnsupportedTimeframe(f"recordings are daily, not {request.timeframe}")
        closing = Closing(venue_now=request.as_of, grace=timedelta(0))
        return closed_candles(self._tape(request.instrument), request, closing, source="replay")

    async def aclose(self) -> None:
        self._tapes.clear()

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
        rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        return [_candle(row, number, instrument) for number, row in enumerate(rows, start=2)]


def _candle(row: dict[str, str], line: int, instrument: Instrument) -> Candle:
    try:
        day = date.fromisoformat(row["date"])
        open_, high, low, close, volume = (
            float(row[name]) for name in ("open", "high", "low", "close", "volume")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadCandles(f"{instrument.id}.csv, line {line}: {error}") from error
    return Candle(day_label_ms(day), day_close_ms(instrument, day), open_, high, low, close, volume)
