/** A plan names its levels; here they get the prices of the run's ledger. */
import type { Schemas } from "../../api/client";

type Plan = Schemas["Plan"];
export type Ledger = Readonly<Record<string, string | number>>;

/** As the plan rounded it, else as the ledger has it; a level nobody knows keeps its name. */
export function pricesOf(plan: Plan, ledger: Ledger): (id: string) => string {
  const rounded: Ledger = plan.levels ?? {};
  return (id) => String(rounded[id] ?? ledger[id] ?? id);
}

export function zoneText(zone: { top: string; bottom: string }, price: (id: string) => string): string {
  const [bottom, top] = [price(zone.bottom), price(zone.top)];
  return bottom === top ? top : `${bottom} – ${top}`;
}

/** A share of the position, as a percentage. */
export function percent(share: string | number): string {
  return `${Math.round(Number(share) * 100)} %`;
}
