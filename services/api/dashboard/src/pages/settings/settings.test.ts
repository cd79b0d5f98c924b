import { expect, it } from "vitest";
import { perToken, priceFor } from "./prices";
import { settingsSearch } from "./tabs";

it.each([
  ["2.5", "0.0000025"],
  ["15", "0.000015"],
  ["0", "0.000000"],
  ["1000000", "1.000000"],
  ["0.075", "0.000000075"],
])("tells %s per million per token, exactly", (million, token) => {
  expect(perToken(million)).toBe(token);
});

it("reads a price for thousands without dust", () => {
  expect([priceFor("0.0000011", 1_000), priceFor("0.0000011", 1_000_000)]).toEqual([0.0011, 1.1]);
});

it("keeps of an address only what can be chosen", () => {
  expect(settingsSearch({ q: "gpt", enabled: true, free: "yes", provider: 7 })).toEqual({
    q: "gpt",
    enabled: true,
  });
});
