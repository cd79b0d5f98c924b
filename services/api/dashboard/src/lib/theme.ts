/** Dark unless chosen otherwise; kept on this device. */
import { useSyncExternalStore } from "react";

export type Theme = "dark" | "light";

const KEY = "maxsignal.theme";
const listeners = new Set<() => void>();

function theme(): Theme {
  return localStorage.getItem(KEY) === "light" ? "light" : "dark";
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

export function chooseTheme(next: Theme): void {
  localStorage.setItem(KEY, next);
  applyTheme();
  for (const tell of listeners) tell();
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, theme);
}
