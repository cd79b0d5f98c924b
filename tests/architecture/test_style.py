"""Sizes and bans that lint cannot say in our words; the reasons stand in CONTRIBUTING.md."""

import ast
import re
from statistics import median, quantiles

from tests.architecture.house import functions, lines_of, nodes, sources, text_of

FILE_CAP, FILE_MEDIAN = 400, 100
FUNCTION_CAP, FUNCTION_P95 = 60, 40
BUS_BOUNDARY = "bus/boundary.py"
CLOCK = "maxsignal_common/clock.py"
# The floor of the benchmark is raw NATS on purpose.
RAW_CLIENTS = {"broker", "client", "connection", "jetstream", "js", "nats", "nc"}
RAW_PUBLISHERS = ("bus/publisher.py", "maxsignal_cli/bench/floor.py")


def test_no_file_is_longer_than_its_cap() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in sources()}
    assert [path for path, lines in lengths.items() if lines > FILE_CAP] == []
    assert median(lines for lines in lengths.values() if lines > 1) <= FILE_MEDIAN


def test_no_function_is_longer_than_its_cap() -> None:
    lengths = {place: lines_of(node) for place, node in functions()}
    assert [place for place, lines in lengths.items() if lines > FUNCTION_CAP] == []
    assert quantiles(lengths.values(), n=20)[-1] <= FUNCTION_P95


def test_broad_except_stands_at_the_bus_boundary_only() -> None:
    broad = [place for place, node in nodes(ast.ExceptHandler, outside=(BUS_BOUNDARY,)) if _is_broad(node)]
    assert broad == []


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"})
        for one in caught
    )


def test_nothing_prints() -> None:
    calls = nodes(ast.Call)
    assert [
        place for place, call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"
    ] == []


def test_only_the_clock_reads_the_time() -> None:
    readings = {"time.time", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    found = nodes(ast.Attribute, outside=(CLOCK,))
    assert [place for place, node in found if ast.unparse(node) in readings] == []


def test_only_the_publishing_helper_publishes() -> None:
    """What NATS or FastStream publish themselves is neither acknowledged nor repeated."""
    calls = (
        (place, call.func)
        for place, call in nodes(ast.Call, outside=RAW_PUBLISHERS)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"publish", "publisher", "request"}
    )
    assert [place for place, func in calls if _owner(func) in RAW_CLIENTS] == []


def _owner(func: ast.Attribute) -> str:
    return ast.unparse(func.value).rpartition(".")[2].strip("_()")


def test_subjects_are_spelled_on_events_only() -> None:
    literals = nodes(ast.Constant, outside=("maxsignal_common/events.py", "bus/topology.py"))
    assert [place for place, node in literals if re.match(r"ms\.(evt|cmd)\.", str(node.value))] == []


def test_users_language_lives_in_templates() -> None:
    assert [path for path in sources() if re.search("[а-яА-ЯёЁ]", text_of(path))] == []
