"""The methods benchmark for a reader: times with ratios, repaints, targets."""

from collections.abc import Iterator

from rich.table import Column, Table

from maxsignal_cli.bench.methods import Report
from maxsignal_cli.bench.methods_contest import FAMILIES
from maxsignal_cli.bench.methods_rounds import Cell


def tables(report: Report) -> Iterator[Table]:
    yield _times(report)
    yield _repaints(report)
    yield _targets(report)


def _times(report: Report) -> Table:
    names = list(dict.fromkeys(cell.contestant for cell in report.cells))
    title = "best ms; in brackets times our compiled detectors"
    table = Table(Column("family", no_wrap=True), "candles", *names, title=title)
    cells = {(cell.family, cell.candles, cell.contestant): cell for cell in report.cells}
    for family in FAMILIES:
        for size in dict.fromkeys(cell.candles for cell in report.cells):
            row = (_time(cells.get((family, size, name)), report) for name in names)
            table.add_row(family, str(size), *row)
    return table


def _time(cell: Cell | None, report: Report) -> str:
    if cell is None:
        return "–"
    if cell.best_s is None:
        return f"skipped: about {cell.expected_s or 0:.0f} s"
    ours = report.best_s(report.ours, cell.family, cell.candles)
    ratio = "" if cell.contestant == report.ours or not ours else f" ({cell.best_s / ours:.1f})"
    return f"{cell.best_s * 1000:.2f}{ratio}"


def _repaints(report: Report) -> Table:
    table = Table("library", "family", "stated", "differ", "withdrawn", title="rows per cut of the series")
    for one in report.found:
        figures = (f"{n / one.cuts:.2f}" for n in (one.stated, one.differ, one.withdrawn))
        table.add_row(one.contestant, one.family, *figures)
    return table


def _targets(report: Report) -> Table:
    table = Table("target", "limit", "measured", "met", title="targets")
    words = {True: "yes", False: "[red]no[/red]", None: "not measured"}
    for one in report.targets():
        limit = f"{'≥' if one.at_least else '≤'} {one.limit:g}"
        table.add_row(one.name, limit, "–" if one.measured is None else f"{one.measured:g}", words[one.met])
    return table
