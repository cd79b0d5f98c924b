import { expect, it } from "vitest";
import { LABEL_HEIGHT, placed } from "./labels";

const at = (y: number, strong = false) => ({ text: `${y}`, y, strong });

it("leaves a label where nothing is in its way", () => {
  expect(placed([at(50), at(150)], 300).map(({ y }) => y)).toEqual([50, 150]);
});

it("lets no label hide another", () => {
  const crowd = Array.from({ length: 12 }, (_, place) => at(100 + place));
  const ys = placed(crowd, 300)
    .map(({ y }) => y)
    .sort((a, b) => a - b);
  expect(ys.length).toBeGreaterThan(6);
  expect(ys.every((y, place) => place === 0 || y - (ys[place - 1] ?? 0) >= LABEL_HEIGHT)).toBe(true);
});

it("gives the chosen one its own place", () => {
  expect(placed([at(100), at(101, true)], 300)[0]).toMatchObject({ text: "101", y: 101 });
});

it("keeps labels inside of the chart", () => {
  expect(placed([at(1), at(299)], 300).map(({ y }) => y)).toEqual([9, 291]);
});

it("leaves out what the chart does not show", () => {
  expect(placed([at(-20), at(400)], 300)).toEqual([]);
});
