"""`maxsignal chart`: candles with what the detectors found in them, for a person to judge."""

import asyncio
import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maxsignal_cli.chart_candles import Wanted, load_candles
from maxsignal_cli.client import Json
from maxsignal_cli.commands.run import AsJson, moment
from maxsignal_cli.output import print_json, print_text
from maxsignal_cli.servers.errors import LauncherError
from maxsignal_common.analysis import Language
from maxsignal_common.clock import SystemClock
from maxsignal_common.facts import Method
from maxsignal_common.market import Timeframe, from_ms

if TYPE_CHECKING:
    from maxsignal_posts.chart import ChartSpec

# As many as a run of the default analysis reads, and enough before the first one drawn.
READ, WARM_UP = 300, 220

AsOf = Annotated[
    str | None,
    typer.Option(help="Only what was known then: ISO time with zone; a date alone is its midnight UTC"),
]
Methods = Annotated[str, typer.Option(help="Comma-separated, of wyckoff,smc,vsa,delta,ict", metavar="LIST")]
Kinds = Annotated[
    str, typer.Option(help="Comma-separated kinds, ended ones too, e.g. fvg,smc.sweep", metavar="LIST")
]
Most = Annotated[int | None, typer.Option(min=1, max=100, help="So many of each family, ended ones too")]
Lang = Annotated[Language, typer.Option(help="Language of the picture")]
Csv = Annotated[
    Path | None, typer.Option(help="Candles of your own: time,open,high,low,close,volume[,taker_buy]")
]


def chart(
    instrument: str,
    timeframe: Timeframe,
    *,
    out: Annotated[Path, typer.Option(help="Where the picture goes: FILE.png")],
    limit: Annotated[int, typer.Option(min=5, max=500, help="Candles drawn")] = 80,
    as_of: AsOf = None,
    methods: Methods = "",
    kinds: Kinds = "",
    most: Most = None,
    csv: Csv = None,
    lang: Lang = Language.RU,
    svg: Annotated[bool, typer.Option("--svg", help="Write the SVG too, beside the PNG")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw candles with what the detectors find in them: zones, levels, events.

    Without --kinds and --most: what is live and near, as much as stays readable.
    """
    # One picture is drawn sooner than a compiler starts.
    os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
    from maxsignal_cli.charting import picture_of  # noqa: PLC0415 - fonts and detectors are of no use to --help
    from maxsignal_posts.chart import KINDS, View  # noqa: PLC0415 - as above

    wanted_methods = chosen("methods", methods, set(Method))
    wanted_kinds = chosen("kinds", kinds, KINDS)
    now = SystemClock().now()
    wanted = Wanted(instrument, timeframe, moment_of(as_of, now), max(READ, limit + WARM_UP))
    loaded = asyncio.run(load_candles(wanted, now, csv))
    view = View(
        title=f"{instrument} \u00b7 {timeframe}",
        origin=loaded.origin,
        language=lang,
        timeframe=timeframe,
        time_zone=loaded.time_zone,
        tick=loaded.tick,
        shown=limit,
        methods=wanted_methods,
        kinds=wanted_kinds,
        most=most,
    )
    _tell(picture_of(loaded, view), out, with_svg=svg, as_json=as_json)


def _tell(spec: "ChartSpec", out: Path, *, with_svg: bool, as_json: bool) -> None:
    from maxsignal_posts.chart import to_png, to_svg  # noqa: PLC0415 - as above

    svg = to_svg(spec)
    files = {out: to_png(svg)} | ({out.with_suffix(".svg"): svg.encode()} if with_svg else {})
    _write(files)
    if as_json:
        print_json(_report(spec, files))
    else:
        print_text("\n".join(f"{path}: {len(content)} bytes" for path, content in files.items()))


def chosen(option: str, text: str, known: Collection[str]) -> frozenset[str]:
    """The names in a comma-separated list; a kind's own name stands for it in every method."""
    names: set[str] = set()
    for word in filter(None, (part.strip() for part in text.split(","))):
        found = {name for name in known if word in (name, name.partition(".")[2])}
        if not found:
            detail = f"--{option}: there is no {word}; there are {', '.join(sorted(known))}"
            raise LauncherError(f"unknown_{option}", detail)
        names |= found
    return frozenset(names)


def moment_of(as_of: str | None, now: datetime) -> datetime:
    if as_of is None:
        return now
    try:
        at = datetime.fromisoformat(moment(as_of))
    except ValueError as error:
        raise LauncherError("bad_time", f"--as-of: {error}") from error
    if at.tzinfo is None:
        raise LauncherError("bad_time", f"--as-of: {as_of} has no zone: write {as_of}Z for UTC")
    return at


def _write(files: dict[Path, bytes]) -> None:
    for path, content in files.items():
        try:
            path.write_bytes(content)
        except OSError as error:
            raise LauncherError("cannot_write", f"{path}: {error.strerror}") from error


def _report(spec: "ChartSpec", files: dict[Path, bytes]) -> Json:
    bars = spec.bars
    return {
        "files": [{"path": str(path), "bytes": len(content)} for path, content in files.items()],
        "instrument": spec.title,
        "language": spec.language,
        "candles": len(bars),
        "first": from_ms(bars.ts_ms[0]).isoformat(),
        "last": from_ms(bars.ts_ms[-1]).isoformat(),
        "zones": len(spec.zones),
        "levels": len(spec.levels),
        "marks": len(spec.marks),
    }
