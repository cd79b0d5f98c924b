import { expect, it } from "vitest";
import { asQuery, subscriberSearch } from "./search";

it("keeps what it understands and leaves the rest out", () => {
  expect(subscriberSearch({ state: "active", language: "fr", topic: "IBM", q: 777 })).toEqual({
    state: "active",
    q: "777",
  });
});

it("asks the API in its own words", () => {
  expect(asQuery({ state: "inactive", topic: "instrument:IBM" })).toEqual({
    active: false,
    topic: "instrument:IBM",
  });
});
