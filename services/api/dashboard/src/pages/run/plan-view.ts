/** A plan names its levels; here they get the prices of the run's ledger. */
import type { Schemas } from "../../api/client";

type Plan = Schemas["Plan"];
export type Ledger = Readonly<Record<string, string | number>>;

/** As the plan rounded it, else as the ledger has it; a level nobody knows keeps its name. */
export function pricesOf(plan: Plan, ledger: Ledger): (id: string) => string {
  const rounded: Ledger = plan.levels ?? {};
  return (id) => String(rounded[id] ?? ledger[id] ?? id);
}

export interface PlanLine {
  role: "entry" | "stop" | "target";
  price: number;
}

/** Where the legs would trade: edges of the entry, stop, targets; a price that is told twice is one line. */
export function linesOf(plan: Plan | null | undefined, ledger: Ledger): PlanLine[] {
  if (!plan) return [];
  const price = pricesOf(plan, ledger);
  const told = (plan.legs ?? []).flatMap(({ entry_zone, stop, targets }) => [
    { role: "entry" as const, price: price(entry_zone.top) },
    { role: "entry" as const, price: price(entry_zone.bottom) },
    { role: "stop" as const, price: price(stop) },
    ...targets.map(({ level }) => ({ role: "target" as const, price: price(level) })),
  ]);
  const lines = new Map(
    told.map((one) => [`${one.role} ${one.price}`, { ...one, price: Number(one.price) }]),
  );
  return [...lines.values()].filter((one) => Number.isFinite(one.price));
}

export function zoneText(zone: { top: string; bottom: string }, price: (id: string) => string): string {
  const [bottom, top] = [price(zone.bottom), price(zone.top)];
  return bottom === top ? top : `${bottom} – ${top}`;
}

/** A share of the position, as a percentage. */
export function percent(share: string | number): string {
  return `${Math.round(Number(share) * 100)} %`;
}
