import { describe, expect, it } from "vitest";
import { makeFormat } from "./format";
import { plural } from "./plural";
import { ru } from "./ru";

describe("Russian plurals", () => {
  it.each([
    [1, "1 запуск"],
    [3, "3 запуска"],
    [11, "11 запусков"],
    [21, "21 запуск"],
  ])("%i", (count, told) => expect(ru.runs.count(count)).toBe(told));
});

it("falls back on the general form", () => {
  expect(plural("ru", 3, { other: "баров" })).toBe("баров");
});

it("writes money with the same digits always", () => {
  const { money } = makeFormat("en", "UTC");
  expect([money("0.0152"), money("0.04")]).toEqual(["$0.0152", "$0.0400"]);
});

it("names the zone of a time", () => {
  expect(makeFormat("en", "UTC").time("2026-11-21T08:00:00Z")).toContain("UTC");
});

it("calls nothing tomorrow that is two days away", () => {
  const { ago } = makeFormat("en", "UTC");
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect([ago("2026-11-23T09:00:00Z", now), ago("2026-11-21T12:00:00Z", now)]).toEqual(["in 1 day", "now"]);
});
