import { describe, expect, it } from "vitest";
import { clocksMoved, cronOf, nameFor, timingOf, together, USUAL } from "./timing";

describe("timings as cron", () => {
  it.each([
    ["30 7 * * 1-5", "weekdays"],
    ["5 18 * * 0", "weekly"],
    ["0 * * * *", "hourly"],
    ["*/15 * * * *", "quarter"],
    ["0 9 1 * *", "own"],
    ["0 9 * * 1,3", "own"],
  ])("reads %s back as it was written", (cron, preset) => {
    const timing = timingOf(cron);
    expect([timing.preset, cronOf(timing)]).toEqual([preset, cron]);
  });

  it("keeps the time when the preset changes", () => {
    expect(cronOf({ ...timingOf("30 7 * * 1-5"), preset: "weekly", weekday: 3 })).toBe("30 7 * * 3");
  });

  it("writes the usual timing as it says", () => {
    expect(cronOf(USUAL)).toBe(USUAL.cron);
  });
});

describe("firings", () => {
  const at = (local: string) => ({ at: local, local, closed: false });

  it("tells for which of several instruments the exchange is closed", () => {
    const shut = { ...at("2026-12-25T09:00:00Z"), closed: true };
    const open = at("2026-12-25T09:00:00Z");
    const told = together([
      { instrument: "GAZP", firings: [open] },
      { instrument: "IBM", firings: [shut] },
    ]);
    expect(told.map(({ closedFor }) => closedFor)).toEqual([["IBM"]]);
  });

  it("tells where the clocks were moved", () => {
    const firings = [at("2026-10-24T09:00:00+02:00"), at("2026-10-25T09:00:00+01:00")];
    expect(firings.map((_, place) => clocksMoved(firings, place))).toEqual([false, true]);
  });
});

it("names several schedules by their instruments", () => {
  expect([nameFor("Morning", "GAZP", 1), nameFor("Morning", "GAZP", 2)]).toEqual(["Morning", "Morning GAZP"]);
});
