import { expect, it } from "vitest";
import { levelDifferences } from "./levels";

it("leaves out what is the same", () => {
  expect(levelDifferences({ a: "1.50" }, { a: "1.5" })).toEqual([]);
});

it("tells both prices of a moved level", () => {
  expect(levelDifferences({ a: "1.5" }, { a: "2" })).toEqual([{ id: "a", a: "1.5", b: "2" }]);
});

it("tells which side lacks a level", () => {
  expect(levelDifferences({ a: "1" }, { b: "2" })).toEqual([
    { id: "a", a: "1", b: null },
    { id: "b", a: null, b: "2" },
  ]);
});
