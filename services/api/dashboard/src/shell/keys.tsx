/** The keys of every page; what they open is loaded when it is first asked for. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { shortcutsOn } from "../lib/shortcuts";
import { isTyping, neighbour, type Stroke, strokeOf } from "./strokes";

const Palette = lazy(() => import("./palette").then(({ Palette: component }) => ({ default: component })));
const Help = lazy(() => import("./help").then(({ Help: component }) => ({ default: component })));

const WAIT_MS = 1_500;
const ROWS = "#page tbody tr a, #page [data-row] :is(a, button)";
const FILTER = "#page search :is(input, select)";

export type Opened = "palette" | "help" | null;

interface KeysProps {
  opened: Opened;
  open: (what: Opened) => void;
}

export function Keys({ opened, open }: KeysProps) {
  const go = useNavigate();
  const waits = useRef(0);

  useEffect(() => {
    function act(stroke: Stroke): void {
      if (stroke.does === "wait") waits.current = Date.now();
      if (stroke.does === "go") void go({ to: stroke.to });
      if (stroke.does === "help") open("help");
      if (stroke.does === "filter") document.querySelector<HTMLElement>(FILTER)?.focus();
      if (stroke.does === "press")
        document.querySelector<HTMLElement>(`#page [data-key="${stroke.code}"]`)?.click();
      if (stroke.does === "next") focusRow(1);
      if (stroke.does === "previous") focusRow(-1);
    }

    function press(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
        event.preventDefault();
        open("palette");
        return;
      }
      if (event.code === "Escape" && isTyping(event.target)) (event.target as HTMLElement).blur();
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (!shortcutsOn() || isTyping(event.target) || document.querySelector("[role=dialog]")) return;
      const stroke = strokeOf(event, Date.now() - waits.current < WAIT_MS);
      waits.current = 0;
      if (stroke.does === "nothing") return;
      event.preventDefault();
      act(stroke);
    }

    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [go, open]);

  return (
    <Suspense>
      {opened === "palette" && <Palette close={() => open(null)} help={() => open("help")} />}
      {opened === "help" && <Help close={() => open(null)} />}
    </Suspense>
  );
}

/** Of each row the first thing that can be opened. */
function focusRow(step: 1 | -1): void {
  const found = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const row = (one: Element | null) => one?.closest("tr, [data-row]") ?? undefined;
  const rows = [...new Set(found.map(row))];
  const next = neighbour(rows, row(document.activeElement), step);
  found.find((one) => row(one) === next)?.focus();
}
