/** Whether keys without a modifier do anything; kept on this device, on unless switched off. */
import { useSyncExternalStore } from "react";

const KEY = "maxsignal.shortcuts";
const listeners = new Set<() => void>();

export function shortcutsOn(): boolean {
  return localStorage.getItem(KEY) !== "off";
}

export function turnShortcuts(on: boolean): void {
  localStorage.setItem(KEY, on ? "on" : "off");
  for (const tell of listeners) tell();
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, shortcutsOn);
}
