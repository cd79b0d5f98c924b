/** What of a run is drawn: layers chosen, things found, where a zone begins. Times are UTC milliseconds. */
import type { Schemas } from "../../api/client";

export type ChartData = Schemas["Chart"];
export type Method = Schemas["Method"];

/** A level or a zone, as the table under the chart tells it. */
export interface Drawn {
  id: string;
  method: Method;
  /** What it is, in words. */
  name: string;
  /** The statement it belongs to, which may be marked at its candle. */
  fact: string;
  bottom: number;
  top: number;
  since: number | null;
  /** One side of a zone, which is drawn with it. */
  edge: boolean;
}

export type Naming = (kind: string, direction: number) => string;

export function drawnOf({ levels, zones, marks }: ChartData, naming: Naming): Drawn[] {
  const banded = new Set(zones.map(({ id }) => id));
  const sides = new Map([...zones, ...marks].map(({ id, direction }) => [id, direction]));
  return [
    ...zones.map(({ id, method, kind, direction, top, bottom, bar_ms }) => ({
      ...{ id, method, name: naming(kind, direction), fact: id, since: bar_ms },
      bottom: Number(bottom),
      top: Number(top),
      edge: false,
    })),
    ...levels.map(({ id, method, kind, price, bar_ms, fact }) => ({
      ...{ id, method, name: naming(kind, sides.get(fact ?? id) ?? 0), fact: fact ?? id, since: bar_ms },
      bottom: Number(price),
      top: Number(price),
      edge: fact !== null && banded.has(fact),
    })),
  ];
}

export interface Marked {
  id: string;
  method: Method;
  name: string;
  direction: number;
  at: number;
}

/** What is said of one candle, in the order of time, as the drawing wants it; only of candles there are. */
export function marksOf({ marks, candles }: ChartData, naming: Naming): Marked[] {
  const known = new Set(candles.ts_ms);
  return marks
    .filter(({ bar_ms }) => known.has(bar_ms))
    .map(({ id, method, kind, direction, bar_ms }) => ({
      ...{ id, method, direction, name: naming(kind, direction), at: bar_ms },
    }))
    .sort((a, b) => a.at - b.at);
}

/** Of the chosen methods, with every word of what is looked for; dear prices first, as on the chart. */
export function found(drawn: readonly Drawn[], methods: ReadonlySet<Method>, words: string): Drawn[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return drawn
    .filter(({ method }) => methods.has(method))
    .filter(({ id, name, method, bottom, top }) => {
      const told = `${id} ${name} ${method} ${bottom} ${top}`.toLowerCase();
      return wanted.every((word) => told.includes(word));
    })
    .sort((a, b) => b.top - a.top || a.id.localeCompare(b.id));
}

/** The levels a plan names, and the zones they are edges of. */
export function namedBy(drawn: readonly Drawn[], levels: ReadonlySet<string>): Drawn[] {
  const zones = new Set(drawn.filter(({ id, edge }) => edge && levels.has(id)).map(({ fact }) => fact));
  return drawn.filter(({ id, top, bottom }) => levels.has(id) || (top > bottom && zones.has(id)));
}

/** The first candle that is not before the moment; the first of all where nothing says when. */
export function candleAt(times: readonly number[], since: number | null): number {
  const first = times[0] ?? 0;
  if (since === null) return first;
  return times.find((time) => time >= since) ?? times.at(-1) ?? first;
}

/** Decimals that tell every price of the candles apart, at most eight. */
export function precisionOf(prices: readonly number[]): number {
  return prices.reduce((most, price) => {
    const [mantissa = "", exponent = "0"] = String(price).split("e");
    const digits = (mantissa.split(".")[1]?.length ?? 0) - Number(exponent);
    return Math.min(8, Math.max(most, digits));
  }, 0);
}
