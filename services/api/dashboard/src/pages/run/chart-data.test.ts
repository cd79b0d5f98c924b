import { expect, it } from "vitest";
import { type ChartData, candleAt, drawnOf, found, marksOf, namedBy, precisionOf } from "./chart-data";

const about = { method: "smc", kind: "fvg", bar_ms: 20 } as const;
const data: ChartData = {
  candles: {
    timeframe: "D1",
    ts_ms: [10, 20],
    open: [1, 1],
    high: [1, 1],
    low: [1, 1],
    close: [1, 1],
    volume: [1, 1],
  },
  levels: [{ ...about, id: "smc.l1", price: "201.29", fact: null }],
  zones: [{ ...about, id: "smc.f1", top: "203.57", bottom: "201.29", direction: -1, known_ms: null }],
  marks: [],
};
const naming = (kind: string, direction: number) => `${kind} ${direction}`;
const drawn = drawnOf(data, naming);

it("keeps the ids of the post", () => {
  expect(drawn.map(({ id }) => id)).toEqual(["smc.f1", "smc.l1"]);
});

it("knows the edges of its zones", () => {
  const level = { ...about, id: "smc.f1.top", price: "203.57", fact: "smc.f1" };
  const edges = drawnOf({ ...data, levels: [...data.levels, level] }, naming).filter(({ edge }) => edge);
  expect(edges.map(({ id }) => id)).toEqual(["smc.f1.top"]);
});

it("names a level by the side of its statement", () => {
  const mark = { ...about, id: "smc.bos.1", direction: -1, known_ms: null };
  const level = { ...about, kind: "bos", id: "smc.break.1", price: "200", fact: "smc.bos.1" };
  const [, told] = drawnOf({ ...data, levels: [level], marks: [mark] }, naming);
  expect(told).toMatchObject({ name: "bos -1", fact: "smc.bos.1" });
});

it("marks candles in the order of time and none that is not there", () => {
  const mark = (id: string, bar_ms: number) => ({ ...about, id, bar_ms, direction: 1, known_ms: null });
  const marks = [mark("late", 20), mark("gone", 5), mark("early", 10)];
  expect(marksOf({ ...data, marks }, naming).map(({ id }) => id)).toEqual(["early", "late"]);
});

it("shows only the layers that are on", () => {
  expect(found(drawn, new Set(["ict"]), "")).toEqual([]);
});

it("finds a level by a part of its price", () => {
  expect(found(drawn, new Set(["smc"]), "203.5").map(({ id }) => id)).toEqual(["smc.f1"]);
});

it("wants every word of what is looked for", () => {
  expect(found(drawn, new Set(["smc"]), "fvg bos")).toEqual([]);
});

it("puts the dearer price first", () => {
  expect(found(drawn, new Set(["smc"]), "").map(({ top }) => top)).toEqual([203.57, 201.29]);
});

it("begins a zone at its own candle", () => {
  expect(candleAt([10, 20, 30], 20)).toBe(20);
});

it("begins a zone at the next candle there is", () => {
  expect(candleAt([10, 20, 30], 15)).toBe(20);
});

it("begins an undated level with the chart", () => {
  expect(candleAt([10, 20], null)).toBe(10);
});

it("keeps what is younger than the chart on its last candle", () => {
  expect(candleAt([10, 20], 99)).toBe(20);
});

it("tells prices by their own decimals", () => {
  expect(precisionOf([1, 0.25, 0.00001234])).toBe(8);
  expect(precisionOf([201.5, 0.0123])).toBe(4);
});

it("keeps what a plan names, with the zones it takes an edge of", () => {
  const edge = { ...about, id: "smc.f1.top", price: "203.57", fact: "smc.f1" };
  const all = drawnOf({ ...data, levels: [...data.levels, edge] }, naming);
  const ids = (...levels: string[]) => namedBy(all, new Set(levels)).map(({ id }) => id);
  expect(ids("smc.f1.top")).toEqual(["smc.f1", "smc.f1.top"]);
  expect(ids("smc.l1", "plan.stop")).toEqual(["smc.l1"]);
});
