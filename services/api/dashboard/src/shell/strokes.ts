/** What a key without a modifier does, by its place on the keyboard: the layout may be any. */
import { PAGES } from "./pages";

export type Stroke =
  | { does: "wait" }
  | { does: "go"; to: (typeof PAGES)[number]["to"] }
  | { does: "press"; code: string }
  | { does: "help" | "filter" | "next" | "previous" | "nothing" };

/** Keys of a page: each presses what says `data-key` there, and nothing where nothing does. */
export const PRESSING = ["BracketLeft", "BracketRight", "KeyC", "KeyD", "KeyE", "KeyP", "KeyR"];

interface Pressed {
  code: string;
  key: string;
  shiftKey: boolean;
}

/** `waiting`: G was pressed just before. */
export function strokeOf({ code, key, shiftKey }: Pressed, waiting: boolean): Stroke {
  if (waiting) {
    const page = PAGES.find((one) => one.key === code);
    return page ? { does: "go", to: page.to } : { does: "nothing" };
  }
  // The question mark is elsewhere on many layouts: its sign counts too.
  if (key === "?") return { does: "help" };
  if (code === "Slash") return { does: shiftKey ? "help" : "filter" };
  if (shiftKey) return { does: "nothing" };
  if (code === "KeyG") return { does: "wait" };
  if (code === "KeyJ") return { does: "next" };
  if (code === "KeyK") return { does: "previous" };
  if (PRESSING.includes(code)) return { does: "press", code };
  return { does: "nothing" };
}

/** Whether the key is meant for what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=combobox]") !== null;
}

/** The row after or before the one that has the focus; from nowhere, the first or the last. */
export function neighbour<T>(rows: readonly T[], focused: T | undefined, step: 1 | -1): T | undefined {
  const at = focused === undefined ? -1 : rows.indexOf(focused);
  if (at === -1) return step === 1 ? rows[0] : rows.at(-1);
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))];
}
