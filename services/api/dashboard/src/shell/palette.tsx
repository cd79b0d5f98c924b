/** One field that goes anywhere: pages, runs, instruments to start, actions. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { api } from "../api/client";
import { logOut, useIsAdmin } from "../api/me";
import { useWords } from "../i18n";
import { usePageWords } from "../i18n/page-words";
import { cx } from "../lib/cx";
import { chooseTheme, useTheme } from "../lib/theme";
import { Dialog } from "../ui/dialog";
import { Input } from "../ui/field";
import { type Entry, search } from "./find";
import { useRail } from "./pages";
import { WORDS } from "./words";

interface PaletteProps {
  close: () => void;
  help: () => void;
}

const RUNS = 50;

export function Palette({ close, help }: PaletteProps) {
  const words = usePageWords(WORDS);
  const list = useId();
  const [typed, type] = useState("");
  const [at, move] = useState(0);
  const found = search(useEntries(help), typed);
  const chosen = found[Math.min(at, found.length - 1)];

  useEffect(() => {
    if (chosen) document.getElementById(`${list}${chosen.id}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen, list]);

  function choose(entry: Entry | undefined): void {
    if (!entry) return;
    close();
    entry.act();
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length) {
      event.preventDefault();
      move((Math.min(at, found.length - 1) + step + found.length) % found.length);
    }
    if (event.key === "Enter") choose(chosen);
  }

  return (
    <Dialog title={words.palette} close={close} wide>
      <Input
        autoFocus
        role="combobox"
        aria-label={words.palette}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen && `${list}${chosen.id}`}
        placeholder={words.placeholder}
        value={typed}
        onKeyDown={press}
        onChange={(event) => {
          type(event.target.value);
          move(0);
        }}
      />
      <div id={list} role="listbox" aria-label={words.found} className="max-h-[50dvh] overflow-y-auto">
        {found.map((entry) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
          <div
            key={entry.id}
            id={`${list}${entry.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry === chosen}
            onClick={() => choose(entry)}
            className={cx(
              "flex min-h-10 cursor-pointer items-center justify-between gap-3 rounded-lg px-3 text-sm hover:bg-raised",
              entry === chosen && "bg-raised",
            )}
          >
            <span className="min-w-0 truncate">{entry.label}</span>
            <span className="text-xs text-dim">{words.kind[entry.kind]}</span>
          </div>
        ))}
      </div>
      <p role="status" className="text-sm text-dim empty:hidden">
        {found.length === 0 && words.none}
      </p>
    </Dialog>
  );
}

function useEntries(help: () => void): Entry[] {
  return [...usePages(), ...useActions(help), ...useInstruments(), ...useRuns()];
}

function usePages(): Entry[] {
  const { nav } = useWords();
  const go = useNavigate();
  return useRail().map(({ to, name }) => ({
    id: to,
    kind: "page",
    label: nav[name],
    act: () => void go({ to }),
  }));
}

function useActions(help: () => void): Entry[] {
  const all = useWords();
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const theme = useTheme();
  const go = useNavigate();
  const other = theme === "dark" ? "light" : "dark";
  const act = (id: string, label: string, does: () => void): Entry => ({
    id,
    kind: "action",
    label,
    act: does,
  });
  return [
    ...(admin
      ? [act("schedule", words.schedule, () => void go({ to: "/schedules", search: { fresh: true } }))]
      : []),
    act("theme", words[other], () => chooseTheme(other)),
    act("help", words.shortcuts, help),
    act("out", all.action.signOut, () => void logOut()),
  ];
}

function useInstruments(): Entry[] {
  const words = usePageWords(WORDS);
  const go = useNavigate();
  const enabled = api.useQuery("get", "/api/instruments", { params: { query: { enabled: true } } });
  return (enabled.data?.items ?? []).map(({ id }) => ({
    id: `start ${id}`,
    kind: "instrument",
    label: words.start(id),
    act: () => void go({ to: "/", search: { instrument: id } }),
  }));
}

function useRuns(): Entry[] {
  const { status } = useWords();
  const go = useNavigate();
  const runs = api.useQuery("get", "/api/runs", { params: { query: { limit: RUNS } } });
  return (runs.data?.items ?? []).map((run) => ({
    id: run.run_id,
    kind: "run",
    label: `${run.instrument} ${run.timeframe} · ${run.analysis} · ${status[run.status]} · ${run.run_id.slice(-8)}`,
    act: () => void go({ to: "/runs/$id", params: { id: run.run_id } }),
  }));
}
