import { expect, it } from "vitest";
import { differences, type Spec, toggled, withChoice, withMethod, withModel } from "./spec";

const usual = { fallback_models: [], temperature: 0, max_tokens: 1200 };
const spec: Spec = {
  schema_version: 2,
  steps: [
    { method: "wyckoff", ...usual },
    { method: "smc", ...usual, model: "a/one", fallback_models: ["b/two"] },
  ],
  merge: usual,
  sources: [],
  timeframes: ["H1", "D1"],
  candles: 300,
  context: null,
  languages: ["ru", "en"],
  time_zone: "Europe/Moscow",
  budget_usd: null,
  auto_publish: true,
};

it("finds no difference where there is none", () => {
  expect(differences(spec, structuredClone(spec))).toEqual([]);
});

it("names a changed field by its step", () => {
  const changed = withChoice(spec, "smc", { temperature: 0.5 });
  expect(differences(spec, changed)).toEqual([{ field: "smc.temperature", before: "0", after: "0.5" }]);
});

it("takes null and absent for the same", () => {
  expect(differences(spec, withChoice(spec, "merge", { model: null }))).toEqual([]);
});

it("tells no higher timeframe from the usual ones", () => {
  expect(differences(spec, { ...spec, context: [] })).toEqual([
    { field: "context", before: null, after: "∅" },
  ]);
});

it("tells a method that left", () => {
  const told = differences(spec, withMethod(spec, "wyckoff", false)).map(({ field }) => field);
  expect(told).toContain("wyckoff.on");
});

it("keeps the last method", () => {
  const one = withMethod(spec, "wyckoff", false);
  expect(withMethod(one, "smc", false)).toBe(one);
});

it("puts a method in its usual place", () => {
  const back = withMethod(withMethod(spec, "wyckoff", false), "wyckoff", true);
  expect(back.steps.map(({ method }) => method)).toEqual(["wyckoff", "smc"]);
});

it("drops fallbacks with their model", () => {
  expect(withModel(spec, "smc", null).steps[1]?.fallback_models).toEqual([]);
});

it("lets no model stand in for itself", () => {
  expect(withModel(spec, "smc", "b/two").steps[1]?.fallback_models).toEqual([]);
});

it("keeps the order of what can be chosen", () => {
  expect(toggled(["M1", "H1", "D1"], ["D1"], "M1", true)).toEqual(["M1", "D1"]);
});
