/** The present, told again every few seconds to whoever shows relative times. */
import { useSyncExternalStore } from "react";

const EVERY_MS = 5_000;
const listeners = new Set<() => void>();
let now = Date.now();

setInterval(() => {
  now = Date.now();
  for (const tell of listeners) tell();
}, EVERY_MS);

export function useNow(): number {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => now,
  );
}
