"""A log's end is read by people who have just seen a start fail."""

import json
from pathlib import Path

from maxsignal_cli.servers.logtail import TAIL_BYTES, TAIL_LINES, readable_tail


def event(**fields: str) -> str:
    return json.dumps({"event": "nats_lost", "level": "error", "timestamp": "2026-01-02T03:04:05Z"} | fields)


def test_event_reads_as_one_sentence(tmp_path: Path) -> None:
    (log := tmp_path / "api.log").write_text(
        event(service="api", code="x", exception="Traceback:\n  a\nOSError: no")
    )
    assert readable_tail(log) == "  03:04:05 error nats_lost code=x OSError: no"


def test_plain_lines_stay_as_they_are(tmp_path: Path) -> None:
    (log := tmp_path / "api.log").write_text("API_PORT: must be a number\n7\n")
    assert readable_tail(log) == "  API_PORT: must be a number\n  7"


def test_tail_begins_with_a_whole_line(tmp_path: Path) -> None:
    (log := tmp_path / "api.log").write_text(f"{'x' * TAIL_BYTES}\nlast\n")
    assert readable_tail(log) == "  last"


def test_long_log_shows_its_last_lines(tmp_path: Path) -> None:
    (log := tmp_path / "api.log").write_text("\n".join(map(str, range(100))))
    assert readable_tail(log).split() == [str(n) for n in range(100 - TAIL_LINES, 100)]


def test_missing_log_is_no_text(tmp_path: Path) -> None:
    assert readable_tail(tmp_path / "none.log") == ""
