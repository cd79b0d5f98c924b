import { describe, expect, it } from "vitest";
import { search } from "./find";
import { neighbour, strokeOf } from "./strokes";

const press = (code: string, shiftKey = false, key = "") => ({ code, key, shiftKey });

describe("keys by their place", () => {
  it("goes to a page after G and nowhere without it", () => {
    expect(strokeOf(press("KeyA"), true)).toEqual({ does: "go", to: "/analyses" });
    expect(strokeOf(press("KeyA"), false)).toEqual({ does: "nothing" });
  });

  it("tells the question mark from the slash", () => {
    expect([strokeOf(press("Slash", true), false), strokeOf(press("Slash"), false)]).toEqual([
      { does: "help" },
      { does: "filter" },
    ]);
  });

  it("knows the question mark of another layout", () => {
    expect(strokeOf(press("Digit7", true, "?"), false)).toEqual({ does: "help" });
  });

  it("presses what the page offers for a key", () => {
    expect(strokeOf(press("BracketLeft"), false)).toEqual({ does: "press", code: "BracketLeft" });
    expect(strokeOf(press("KeyP"), true)).toEqual({ does: "go", to: "/posts" });
  });

  it("leaves capitals alone", () => {
    expect(strokeOf(press("KeyJ", true), false)).toEqual({ does: "nothing" });
  });
});

describe("rows", () => {
  it("begins at an end and stays inside", () => {
    const rows = ["a", "b"];
    expect([neighbour(rows, undefined, 1), neighbour(rows, undefined, -1)]).toEqual(["a", "b"]);
    expect([neighbour(rows, "b", 1), neighbour(rows, "a", -1)]).toEqual(["b", "a"]);
  });
});

describe("the palette", () => {
  const entries = [
    { id: "1", label: "Runs", kind: "page" as const, act: () => undefined },
    { id: "2", label: "Start IBM", kind: "instrument" as const, act: () => undefined },
  ];
  it("finds by every word, in any order and case", () => {
    expect(search(entries, "ibm START").map((one) => one.id)).toEqual(["2"]);
    expect(search(entries, "  ").map((one) => one.id)).toEqual(["1", "2"]);
  });
});
