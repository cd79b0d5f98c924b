/** A search over a list, kept in the address once typing has stopped. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { usePageWords } from "../../i18n/page-words";
import { useDebounced } from "../../lib/debounced";
import { Field, Input } from "../../ui/field";
import type { SettingsSearch } from "./tabs";
import { WORDS } from "./words";

export function useFilters() {
  const search = useSearch({ from: "/inside/settings/$tab" });
  const go = useNavigate({ from: "/settings/$tab" });
  const set = (change: { [Key in keyof SettingsSearch]: SettingsSearch[Key] | undefined }) =>
    void go({
      search: (now) =>
        Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined)),
      replace: true,
    });
  return { search, set };
}

export function SearchField() {
  const words = usePageWords(WORDS);
  const { search, set } = useFilters();
  const [typed, type] = useState(search.q ?? "");
  const settled = useDebounced(typed.trim());
  // Only what was typed moves the address: `set` is new with every address.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (settled !== (search.q ?? "")) set({ q: settled || undefined });
  }, [settled]);
  return (
    <Field label={words.search}>
      {(id) => <Input id={id} type="search" value={typed} onChange={(event) => type(event.target.value)} />}
    </Field>
  );
}

interface TickProps {
  label: string;
  on: boolean;
  turn: (on: boolean) => void;
}

export function Tick({ label, on, turn }: TickProps) {
  return (
    <label className="flex min-h-9 items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => turn(event.target.checked)}
        className="size-4 accent-accent"
      />
      {label}
    </label>
  );
}

/** A long list in a box of its own, reachable by keyboard. */
export function ScrollBox({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[500px] overflow-y-auto rounded-xl border border-line bg-surface p-3"
    >
      {children}
    </section>
  );
}
