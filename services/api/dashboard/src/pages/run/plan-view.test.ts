import { expect, it } from "vitest";
import { linesOf, percent, pricesOf, zoneText } from "./plan-view";

const plan = {
  version: 1 as const,
  bias: "wait" as const,
  key_zone: null,
  scenarios: [],
  legs: [],
  reasons: [],
  levels: { a: "201.29" },
};

it("prefers the price the plan rounded", () => {
  expect(pricesOf(plan, { a: "201.2871" })("a")).toBe("201.29");
});

it("takes other prices from the ledger", () => {
  expect(pricesOf(plan, { b: "203.5" })("b")).toBe("203.5");
});

it("names a level without a price", () => {
  expect(pricesOf(plan, {})("smc.l1")).toBe("smc.l1");
});

it("tells a zone from its bottom up", () => {
  const price = pricesOf(plan, { b: "203.57" });
  expect(zoneText({ top: "b", bottom: "a" }, price)).toBe("201.29 – 203.57");
});

it("tells a share in percent", () => {
  expect(percent("0.335")).toBe("34 %");
});

it("draws what a leg would trade at, each price once", () => {
  const leg = {
    side: "long" as const,
    entry_type: "limit" as const,
    entry_zone: { top: "a", bottom: "a" },
    stop: "b",
    targets: [{ level: "c", share: "1" }],
    confirmation: { rule: "close_beyond" as const, level: "a", timeframes: [] },
    valid_bars: 20,
    reward_risk: "2",
  };
  const lines = linesOf({ ...plan, legs: [leg] }, { b: "198.5", c: "210" });
  expect(lines.map(({ role, price }) => `${role} ${price}`)).toEqual([
    "entry 201.29",
    "stop 198.5",
    "target 210",
  ]);
});

it("draws nothing of a plan that waits", () => {
  expect(linesOf(plan, {})).toEqual([]);
});
