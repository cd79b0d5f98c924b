import { expect, it } from "vitest";
import { placesOf } from "./places";

const at = (line: number, column: number) => ({ line, column, code: "unknown_variable", detail: "no such" });

it("underlines the whole word", () => {
  const text = "one\nsay {{ nonsense }}";
  const [place] = placesOf(text, [at(2, 8)]);
  expect(place && text.slice(place.from, place.to)).toBe("nonsense");
});

it("underlines one letter where no word begins", () => {
  expect(placesOf("a {{ }}", [at(1, 3)])).toEqual([{ from: 2, to: 3, told: "no such" }]);
});

it("stays inside of the text", () => {
  expect(placesOf("ab", [at(9, 9)])).toEqual([{ from: 1, to: 2, told: "no such" }]);
});

it("has no place in an empty text", () => {
  expect(placesOf("", [at(1, 1)])).toEqual([]);
});

it("orders them as they stand", () => {
  expect(placesOf("a b c", [at(1, 5), at(1, 1)]).map(({ from }) => from)).toEqual([0, 4]);
});
