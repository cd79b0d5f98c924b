"""Schedules over HTTP: planned with their firings in sight, changed by one hand at a time."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from maxsignal_common.store.database import Database

NIGHTLY = {
    "name": "nightly",
    "analysis": "daystart",
    "instrument": "IBM",
    "timeframe": "D1",
    "cron": "30 2 * * *",
    "time_zone": "Europe/Berlin",
}


async def created(api: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    answer = await api.post("/api/schedules", json={**NIGHTLY, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def tag(schedule: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{schedule["version"]}"'}


async def audited(owner: Database) -> list[str]:
    async with owner.begin() as connection:
        return list((await connection.execute(text("SELECT action FROM audit_log ORDER BY id"))).scalars())


class TestPlan:
    async def test_new_schedule_is_on_and_shows_its_firings(self, api: httpx.AsyncClient) -> None:
        schedule = await created(api)
        assert schedule["enabled"]
        assert len(schedule["next"]) == 5
        assert {firing["local"][11:16] for firing in schedule["next"]} <= {"02:30", "03:00"}

    async def test_week_tells_what_fires_within_seven_days(self, api: httpx.AsyncClient) -> None:
        schedule = await created(api)
        week = (await api.get("/api/schedules/week")).json()
        told = {one["schedule_id"]: one for one in week["items"]}[schedule["id"]]
        assert len(told["firings"]) in (7, 8)
        assert all(week["since"] < firing["at"] < week["until"] for firing in told["firings"])

    async def test_preview_changes_nothing(self, api: httpx.AsyncClient) -> None:
        body = {"cron": "0 9 * * 1-5", "time_zone": "Europe/Moscow"}
        answer = await api.post("/api/schedules/preview", json=body)
        assert [firing["local"][11:] for firing in answer.json()["items"]] == ["09:00:00+03:00"] * 5
        assert len((await api.get("/api/schedules")).json()["items"]) == 1

    async def test_preview_marks_days_the_exchange_is_closed(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        async with owner.begin() as connection:
            known = "INSERT INTO trading_days SELECT 'NYSE', now()::date + unnest(ARRAY[-9, 99])"
            await connection.execute(text(known))
        body = {"cron": "0 12 * * *", "time_zone": "UTC", "instrument": "IBM"}
        answer = await api.post("/api/schedules/preview", json=body)
        assert [firing["closed"] for firing in answer.json()["items"]] == [True] * 5

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"cron": "61 * * * *"}, 422, "cron_invalid"),
            ({"time_zone": "Mars/Base"}, 422, "validation_failed"),
            ({"instrument": "GONE"}, 404, "unknown_instrument"),
            ({"analysis": "gone"}, 404, "unknown_analysis"),
            ({"analysis": "weekly-overview", "timeframe": "M5"}, 422, "timeframe_not_offered"),
            ({"name": "daystart"}, 409, "schedule_exists"),
        ],
    )
    async def test_what_could_never_run_is_refused(
        self, api: httpx.AsyncClient, change: dict[str, str], status: int, code: str
    ) -> None:
        answer = await api.post("/api/schedules", json={**NIGHTLY, **change})
        assert (answer.status_code, answer.json()["code"]) == (status, code)


class TestChange:
    async def test_second_hand_is_told_of_the_first(self, api: httpx.AsyncClient) -> None:
        schedule = await created(api)
        where = f"/api/schedules/{schedule['id']}"
        first = await api.put(where, json={**NIGHTLY, "cron": "0 7 * * *"}, headers=tag(schedule))
        second = await api.put(where, json={**NIGHTLY, "cron": "0 8 * * *"}, headers=tag(schedule))
        assert (first.status_code, second.status_code) == (200, 412)
        assert (await api.get(where)).json()["cron"] == "0 7 * * *"

    async def test_change_needs_to_say_what_it_saw(self, api: httpx.AsyncClient) -> None:
        schedule = await created(api)
        answer = await api.put(f"/api/schedules/{schedule['id']}", json=NIGHTLY)
        assert answer.json()["code"] == "if_match_required"

    async def test_pause_stops_and_resume_goes_on_from_now(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        where = f"/api/schedules/{(await created(api))['id']}"
        assert (await api.post(f"{where}/pause")).json()["next"] == []
        async with owner.begin() as connection:
            await connection.execute(text("UPDATE schedules SET checked_until = now() - interval '9 days'"))
        assert len((await api.post(f"{where}/resume")).json()["next"]) == 5
        async with owner.begin() as connection:
            fresh = "SELECT checked_until > now() - interval '1 minute' FROM schedules WHERE name = 'nightly'"
            assert (await connection.execute(text(fresh))).scalar_one()

    async def test_deleted_schedule_is_gone_and_its_runs_stay(
        self, api: httpx.AsyncClient, owner: Database
    ) -> None:
        schedule = await created(api)
        where = f"/api/schedules/{schedule['id']}"
        run = (await api.post(f"{where}/run")).json()["run_id"]
        async with owner.begin() as connection:
            values = {"id": schedule["id"], "run": run}
            await connection.execute(text("INSERT INTO schedule_ticks VALUES (:id, now(), :run)"), values)
        assert (await api.get(f"{where}/ticks")).json()["items"][0]["run_id"] == run
        assert (await api.delete(where, headers=tag(schedule))).status_code == 204
        assert (await api.get(where)).status_code == 404
        assert (await api.get(f"/api/runs/{run}")).status_code == 200

    async def test_every_change_is_in_the_log(self, api: httpx.AsyncClient, owner: Database) -> None:
        schedule = await created(api)
        where = f"/api/schedules/{schedule['id']}"
        await api.put(where, json={**NIGHTLY, "cron": "0 7 * * *"}, headers=tag(schedule))
        await api.post(f"{where}/pause")
        wanted = ["schedule.create", "schedule.change", "schedule.pause"]
        assert [action for action in await audited(owner) if action.startswith("schedule.")] == wanted
