"""Candles that were fetched in pages, as one series; and as a file that `candles import` reads."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.market import CandleSeries, Instrument, epoch_ms

COLUMNS = ("open", "high", "low", "close", "volume", "taker_buy")


@dataclass(frozen=True)
class Fetched:
    """As traded; `sources` are those that answered."""

    instrument: Instrument
    candles: CandleSeries
    sources: tuple[str, ...]


def joined(
    instrument: Instrument, pages: Sequence[tuple[CandleSeries, str]], since: datetime | None
) -> Fetched:
    """Pages, oldest first, cut to the candles that open at `since` or later."""
    parts = [candles for candles, _ in pages]
    columns = {name: _column(parts, name) for name in COLUMNS}
    opens = tuple(ts for part in parts for ts in part.ts_ms)
    whole = CandleSeries.model_validate({"timeframe": parts[0].timeframe, "ts_ms": opens, **columns})
    if since is not None:
        kept = sum(1 for ts in whole.ts_ms if ts >= epoch_ms(since))
        if not kept:
            raise LauncherError(
                "no_candles", f"no {whole.timeframe} candle of {instrument.id} opened since then"
            )
        whole = whole.last(kept)
    return Fetched(instrument, whole, tuple(dict.fromkeys(source for _, source in pages)))


def _column(parts: Sequence[CandleSeries], name: str) -> tuple[float, ...] | None:
    columns = [getattr(part, name) for part in parts]
    if any(column is None for column in columns):
        return None
    return tuple(value for column in columns for value in column)


def write_candles(path: Path, candles: CandleSeries) -> None:
    """Every figure as Python writes it: read again, it is the same number."""
    names = [name for name in COLUMNS if getattr(candles, name) is not None]
    rows = zip(candles.ts_ms, *(getattr(candles, name) for name in names), strict=True)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("time", *names))
            writer.writerows(rows)
    except OSError as error:
        raise LauncherError("unwritable_file", f"{path}: {error.strerror}") from error
