import { expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { weekOf } from "./week";

const SINCE = "2026-11-21T12:00:00Z";
const UNTIL = "2026-11-28T12:00:00Z";

const told = (name: string, at: string[], closed = false): Schemas["WeekOfSchedule"] => ({
  ...{ schedule_id: name, name, instrument: "IBM", timeframe: "D1", trading_days_only: true, often: false },
  firings: at.map((one) => ({ at: one, local: one, closed })),
});
const week = (items: Schemas["WeekOfSchedule"][], zone = "UTC") => weekOf(items, SINCE, UNTIL, zone);

it("has every day from today to the last that is known", () => {
  expect(week([]).map(({ day }) => day.slice(8))).toEqual(["21", "22", "23", "24", "25", "26", "27", "28"]);
});

it("tells many firings of a day as one line", () => {
  const hourly = told("hourly", ["2026-11-22T09:00:00Z", "2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z"]);
  expect(week([hourly])[1]?.entries).toMatchObject([
    { count: 3, from: "2026-11-22T09:00:00Z", to: "2026-11-22T11:00:00Z" },
  ]);
});

it("puts a firing on the reader's day", () => {
  const late = told("late", ["2026-11-22T22:30:00Z"]);
  expect(week([late], "Europe/Moscow").findIndex(({ entries }) => entries.length > 0)).toBe(2);
});

it("says what a closed exchange leaves out", () => {
  const shut = told("shut", ["2026-11-26T09:00:00Z"], true);
  expect(week([shut])[5]?.entries[0]).toMatchObject({ closed: true, skipped: true });
});

it("flags two schedules that ask the same at once", () => {
  const at = ["2026-11-22T09:00:00Z"];
  const [, sunday] = week([told("one", at), told("other", at)]);
  expect(sunday?.entries.map(({ meets }) => meets)).toEqual([["other"], ["one"]]);
});
