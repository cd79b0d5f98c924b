import { expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { homeSearch } from "./search";
import { comingAt, comingToday } from "./today";

const schedule = (name: string, at: string[], closed = false): Schemas["ScheduleCard"] => ({
  id: name,
  name,
  analysis: "daystart",
  instrument: "IBM",
  timeframe: "D1",
  cron: "0 9 * * *",
  time_zone: "UTC",
  misfire: "last",
  trading_days_only: true,
  enabled: true,
  version: 1,
  created_at: "2026-11-01T00:00:00Z",
  last_fire_at: null,
  next: at.map((one) => ({ at: one, local: one, closed })),
  problem: null,
});

const NOON = Date.parse("2026-11-21T12:00:00Z");

it("lists what is still to come today, the next first", () => {
  const found = comingToday(
    [
      schedule("late", ["2026-11-21T20:00:00Z", "2026-11-22T20:00:00Z"]),
      schedule("soon", ["2026-11-21T11:00:00Z", "2026-11-21T13:00:00Z"]),
    ],
    NOON,
    "UTC",
  );
  expect(found.map((one) => [one.schedule.name, one.at.slice(11, 16)])).toEqual([
    ["soon", "13:00"],
    ["late", "20:00"],
  ]);
});

it("looks beyond today where nothing is left of it", () => {
  const tomorrow = [schedule("morning", ["2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"])];
  expect(comingToday(tomorrow, NOON, "UTC")).toEqual([]);
  expect(comingAt(tomorrow, NOON).map(({ at }) => at.slice(8, 10))).toEqual(["22"]);
});

it("counts days where the reader is", () => {
  const late = [schedule("late", ["2026-11-21T22:00:00Z"])];
  expect([comingToday(late, NOON, "UTC").length, comingToday(late, NOON, "Europe/Moscow").length]).toEqual([
    1, 0,
  ]);
});

it("leaves out what the closed exchange leaves out", () => {
  expect(comingToday([schedule("closed", ["2026-11-21T13:00:00Z"], true)], NOON, "UTC")).toEqual([]);
});

it("takes an instrument from the address", () => {
  expect([homeSearch({ instrument: "IBM" }), homeSearch({ instrument: 5 })]).toEqual([
    { instrument: "IBM" },
    {},
  ]);
});
