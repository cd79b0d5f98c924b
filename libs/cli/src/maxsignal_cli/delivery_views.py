"""How deliveries and what an order to publish would do are shown on a terminal."""

from collections.abc import Sequence
from datetime import datetime

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from maxsignal_cli.client import Json


def preview_lines(preview: Json, *, with_parts: bool) -> list[str]:
    """Who would get what; then, if wanted, the messages themselves."""
    minutes = preview["minutes"]
    takes = "pace unknown: no publisher has run" if minutes is None else f"about {minutes} min at the pace"
    lines = [
        f"recipients: {preview['recipients']} ({_counted(preview['languages'])})",
        f"messages: {preview['messages']}, {takes}",
        f"what they get: {_counted(preview['parts'])}; silently: {preview['silent']}",
        f"held by quiet hours: {preview['held']}; a line in the digest: {preview['digests']}",
        f"have it already: {preview['served']}",
    ]
    if with_parts:
        for part in preview["preview"]:
            lines += ["", _title(part), part["text"]]
    return lines


def _counted(counts: Json) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "nobody"


def _title(part: Json) -> str:
    what = "summary" if part["part"] == 0 else f"part {part['part']}"
    picture = f", picture {part['picture'][:12]}" if part["picture"] else ""
    return f"--- {part['language']}, {what}{picture}"


def deliveries_table(rows: Sequence[Json]) -> Table:
    """One line a message; the id is whole, since `resolve` wants it."""
    table = Table(box=SIMPLE, pad_edge=False)
    for column in ("Id", "Chat", "Part", "State", "At (UTC)", "Detail"):
        table.add_column(column, overflow="fold" if column == "Id" else "ellipsis")
    for row in rows:
        at = datetime.fromisoformat(row["updated_at"])
        detail = " ".join((row["error"] or "").split())
        part = f"{row['kind']} {row['part']}"
        table.add_row(row["id"], str(row["chat_id"]), part, row["state"], f"{at:%m-%d %H:%M}", escape(detail))
    return table
