import { expect, it } from "vitest";
import { byNeed, isStuck, shareOf } from "./judge";
import { systemSearch } from "./search";

const queue = (name: string, waiting: number, workers: number) => ({
  name,
  waiting,
  workers,
  in_hand: 0,
  redelivered: 0,
});

it("calls a queue stuck only when something waits for nobody", () => {
  expect([queue("a", 0, 0), queue("b", 3, 1), queue("c", 1, 0)].map(isStuck)).toEqual([false, false, true]);
});

it("shows the stuck queue before a fuller one", () => {
  const names = byNeed([queue("full", 9, 1), queue("idle", 0, 1), queue("stuck", 1, 0)]).map(
    (one) => one.name,
  );
  expect(names).toEqual(["stuck", "full", "idle"]);
});

it("counts what is promised as spent, and never beyond the cap", () => {
  const day = { day: "2026-11-21", spent: "1.5", reserved: "0.5" };
  expect([
    shareOf({ ...day, cap: "4" }),
    shareOf({ ...day, cap: "1" }),
    shareOf({ ...day, cap: null }),
  ]).toEqual([0.5, 1, null]);
});

it("opens from an address only a letter there could be", () => {
  expect(systemSearch({ letter: "7", letters: "lost" })).toEqual({});
  expect(systemSearch({ letter: 7, letters: "open" })).toEqual({ letter: 7, letters: "open" });
});
