"""`maxsignal up` as a newcomer, a script and an impatient operator meet it."""

import signal
from pathlib import Path

from maxsignal_cli.servers.survivors import children_of
from tests.fixtures.stack import live_stack, maxsignal, one_json_object
from tests.fixtures.waiting import until

CONTRACT = {
    "run_id", "status", "instrument", "timeframe", "as_of", "steps", "plan", "post", "deliveries",
    "duration_ms",
}  # fmt: skip
SECTIONS = ("Wyckoff", "SMC", "VSA", "Delta", "ICT", "Объединение", "Манипуляционный план",
            "Внутридневной торговый план", "Итог: три сценария")  # fmt: skip


def test_up_once_makes_the_same_post_twice_in_a_row(tmp_path: Path) -> None:
    first, second = (maxsignal("up", "--once", "--json", "--data", str(tmp_path)) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    results = [one_json_object(done.stdout) for done in (first, second)]
    assert all(result.keys() >= CONTRACT for result in results)
    assert [result["status"] for result in results] == ["published", "published"]
    assert results[0]["run_id"] != results[1]["run_id"]
    assert results[0]["post"] == results[1]["post"]
    assert [step["status"] for step in results[0]["steps"]] == ["completed"] * 5
    # The picture with its summary, then the text.
    assert results[0]["deliveries"]["states"] == {"sent": 1 + len(results[0]["post"]["parts"])}
    assert in_order(results[0]["post"]["text"], SECTIONS)


def in_order(text: str, words: tuple[str, ...]) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_up_once_prints_the_post_and_nothing_else(tmp_path: Path) -> None:
    done = maxsignal("up", "--once", "--data", str(tmp_path), "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().startswith("📊 IBM · D1")
    assert done.stdout.strip().endswith("not investment advice")
    assert children_of(tmp_path) == []


def test_up_makes_the_analysis_that_is_named(tmp_path: Path) -> None:
    done = maxsignal("up", "--once", "--json", "--analysis", "weekly-overview", "--data", str(tmp_path))
    result = one_json_object(done.stdout)
    assert (done.returncode, result["status"], result["timeframe"]) == (0, "published", "W1")
    assert [step["name"] for step in result["steps"]] == ["wyckoff", "smc", "vsa"]
    assert in_order(result["post"]["text"], ("Wyckoff", "SMC", "VSA", "Объединение"))
    assert "5️⃣" not in result["post"]["text"]


async def test_second_up_on_one_directory_refuses(tmp_path: Path) -> None:
    async with live_stack(tmp_path) as stack:
        refused = maxsignal("up", "--once", "--data", str(tmp_path))
        assert refused.returncode == 2
        assert f"in use by process {stack.process.pid}" in refused.stderr
        assert (tmp_path / "runtime.json").stat().st_mode & 0o777 == 0o600
    assert stack.process.returncode == 0
    assert not (tmp_path / "runtime.json").exists()


async def test_killed_up_leaves_no_orphan_and_recovers(tmp_path: Path) -> None:
    async with live_stack(tmp_path) as stack:
        run_id = await stack.schedule_now()
        stack.process.send_signal(signal.SIGKILL)
        stack.process.wait()
        await until(lambda: nothing_left(tmp_path), within=30)
    async with live_stack(tmp_path) as again:
        assert await again.finished(run_id) == "published"


async def nothing_left(data: Path) -> bool:
    return children_of(data) == []
