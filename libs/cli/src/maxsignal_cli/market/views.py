"""How the catalogue and stored candles are shown."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from maxsignal_cli.client import Json
from maxsignal_cli.market.checked import Checked
from maxsignal_cli.market.fetched import COLUMNS, Fetched
from maxsignal_common.market import CandleSeries, Instrument, from_ms
from maxsignal_common.origin import Gap
from maxsignal_common.store.listing import Synced

# Longer lists are in the JSON.
MOST_NAMED = 8
MOST_CANDLES = 10


def instruments_table(found: Sequence[Instrument]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False)
    for column in ("Id", "", "Name", "Source", "Exchange", "Tick", "Lot"):
        table.add_column(column, overflow="fold")
    for one in found:
        mark = "[green]on[/green]" if one.enabled else "[dim]off[/dim]"
        source = one.source if one.fallback is None else f"{one.source}, else {one.fallback}"
        words = (one.name, source, one.exchange, f"{one.tick:f} {one.currency}", f"{one.lot:f}")
        table.add_row(escape(one.id), mark, *map(escape, words))
    return table


def synced_json(result: Synced) -> Json:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in result._asdict().items()
    }


def synced_lines(source: str, result: Synced) -> str:
    lines = [
        f"added, switched off: {_named(result.added)}",
        f"changed: {_named(result.changed)}",
        f"as before: {result.same}",
    ]
    if result.taken:
        lines.append(
            f"left to another source: {_named(result.taken)} (`enable ID --fallback {source}` uses both)"
        )
    if result.gone:
        lines.append(f"no longer listed: {_named(result.gone)}")
    return "\n".join(lines)


def _named(ids: Sequence[str]) -> str:
    if not ids:
        return "0"
    more = "" if len(ids) <= MOST_NAMED else ", …"
    return f"{len(ids)} ({', '.join(ids[:MOST_NAMED])}{more})"


def tapes_table(rows: Sequence[Mapping[str, object]]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False)
    for column in ("Instrument", "Source", "Timeframe", "Candles", "First opens", "Last opens"):
        table.add_column(column, justify="right" if column == "Candles" else "left")
    for row in rows:
        names = (escape(str(row[key])) for key in ("instrument", "source", "timeframe"))
        table.add_row(
            *names, f"{row['bars']:,}", *(moment(int(str(row[key]))) for key in ("first_ms", "last_ms"))
        )
    return table


def checked_json(checked: Checked) -> Json:
    return {
        "bars": checked.bars,
        "first_ms": checked.first_ms,
        "last_ms": checked.last_ms,
        "without_trade": checked.silent,
        "missing": checked.missing,
        "gaps": [gap.model_dump() for gap in checked.gaps],
        "jumps": checked.jumps,
    }


def checked_lines(checked: Checked) -> str:
    lines = [
        f"{checked.bars:,} candles, {moment(checked.first_ms)} to {moment(checked.last_ms)}",
        f"missing: {checked.missing:,} in {len(checked.gaps)} gaps",
        *map(_gap_line, checked.gaps[-MOST_NAMED:]),
        f"without a trade: {checked.silent:,}",
        f"jumps like those of a split: {len(checked.jumps)}",
        *(f"  opens at {moment(opens)}" for opens in checked.jumps[-MOST_NAMED:]),
    ]
    return "\n".join(lines)


def _gap_line(gap: Gap) -> str:
    if gap.first_ms == gap.last_ms:
        return f"  {moment(gap.first_ms)}"
    return f"  {moment(gap.first_ms)} to {moment(gap.last_ms)}: {gap.bars}"


def moment(ms: int) -> str:
    return f"{from_ms(ms):%Y-%m-%d %H:%M} UTC"


def candles_table(candles: CandleSeries) -> Table:
    """The newest few; the rest is in the JSON and in --out."""
    names = [name for name in COLUMNS if getattr(candles, name) is not None]
    table = Table("opens", *names, box=SIMPLE, pad_edge=False)
    newest = candles.last(MOST_CANDLES)
    for row in zip(newest.ts_ms, *(getattr(newest, name) for name in names), strict=True):
        table.add_row(moment(row[0]), *(f"{value:.15g}" for value in row[1:]))
    return table


def fetched_line(fetched: Fetched) -> str:
    candles = fetched.candles
    span = f"{moment(candles.ts_ms[0])} to {moment(candles.ts_ms[-1])}"
    return f"{len(candles):,} candles, {span}, from {' and '.join(fetched.sources)}"


def fetched_json(fetched: Fetched) -> Json:
    told = {"instrument": fetched.instrument.id, "sources": list(fetched.sources)}
    return {**told, "sha256": fetched.candles.sha256(), **fetched.candles.model_dump(mode="json")}
