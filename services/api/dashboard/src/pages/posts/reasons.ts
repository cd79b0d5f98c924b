/** Why messages did not arrive, counted: many have the same reason. */
import type { Schemas } from "../../api/client";

type Delivery = Schemas["Delivery"];
export type State = Delivery["state"];

export const STATES = ["sent", "queued", "claimed", "sending", "blocked", "failed", "unknown"] as const;

export interface Reason {
  state: State;
  error: string;
  count: number;
}

/** The most frequent reason first. */
export function reasonsOf(deliveries: readonly Delivery[]): Reason[] {
  const found = new Map<string, Reason>();
  for (const { state, error } of deliveries) {
    const key = `${state} ${error ?? ""}`;
    const known = found.get(key) ?? { state, error: error ?? "", count: 0 };
    found.set(key, { ...known, count: known.count + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

export function postSearch(given: Record<string, unknown>): { state?: State } {
  const state = STATES.find((one) => one === given.state);
  return state ? { state } : {};
}
