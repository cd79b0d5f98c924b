/**
 * One stream of events per tab: each says what has changed, and the queries that show it are asked again.
 *
 * The stream is closed while the tab is hidden, since a browser allows six connections to one origin; it
 * goes on where it stopped. Where it cannot be had, everything on the page is asked again every 5 seconds.
 */
import { useSyncExternalStore } from "react";
import { queries } from "./client";

export type Contact = "live" | "reconnecting" | "polling" | "off";

const SILENT_MS = 25_000;
const POLL_MS = 5_000;
/** Too many tabs, or a login that ended: until this tab is looked at anew, ask now and then. */
const AGAIN_MS = 60_000;
const listeners = new Set<() => void>();
let contact: Contact = "off";
let stream: EventSource | null = null;
let after = "";
let wasOpen = false;
let silence: ReturnType<typeof setTimeout> | undefined;
let again: ReturnType<typeof setTimeout> | undefined;
let polling: ReturnType<typeof setInterval> | undefined;

/** What an event of a run may have changed besides the run: a schedule asked, a delivery ended, a letter died. */
const CONCERNS: Record<string, readonly string[]> = {
  "ms.run.requested": ["/api/schedules"],
  "ms.post.": ["/api/system", "/api/deliveries"],
  "ms.run.failed": ["/api/system", "/api/dead-letters"],
};

interface Told {
  run_id?: string;
  type?: string;
}

function become(next: Contact): void {
  if (contact === next) return;
  contact = next;
  clearInterval(polling);
  if (next === "polling") polling = setInterval(() => void queries.invalidateQueries(), POLL_MS);
  for (const tell of listeners) tell();
}

function heard(event: MessageEvent<string>): void {
  after = event.lastEventId || after;
  stillThere();
  if (event.type === "resync") {
    void queries.invalidateQueries();
    return;
  }
  const { run_id, type } = JSON.parse(event.data) as Told;
  void queries.invalidateQueries({ queryKey: ["get", "/api/runs"] });
  for (const [begins, paths] of Object.entries(CONCERNS)) {
    if (type?.startsWith(begins)) void queries.invalidateQueries({ predicate: under(paths) });
  }
  if (run_id) void queries.invalidateQueries({ predicate: (query) => shows(query.queryKey, run_id) });
}

/** Whether a query speaks of this run, wherever in its path the run is named. */
function shows(key: readonly unknown[], run: string): boolean {
  return JSON.stringify(key).includes(run);
}

function under(paths: readonly string[]) {
  return ({ queryKey }: { queryKey: readonly unknown[] }) =>
    paths.some((path) => String(queryKey[1]).startsWith(path));
}

/** Without a place to go on from, nobody knows what happened while there was no stream. */
function opened(): void {
  if (wasOpen && !after) void queries.invalidateQueries();
  wasOpen = true;
  stillThere();
}

function stillThere(): void {
  become("live");
  clearTimeout(silence);
  silence = setTimeout(() => become("polling"), SILENT_MS);
}

function open(): void {
  if (stream || document.hidden) return;
  const query = after ? `&after=${encodeURIComponent(after)}` : "";
  stream = new EventSource(`/api/events?topics=runs${query}`);
  stream.onopen = opened;
  stream.onmessage = heard;
  for (const type of ["run", "resync"]) stream.addEventListener(type, heard);
  stream.addEventListener("beat", stillThere);
  stream.onerror = () => {
    // The browser tries again by itself unless the server said no.
    const given_up = stream?.readyState === EventSource.CLOSED;
    become(given_up ? "polling" : "reconnecting");
    if (!given_up) return;
    close();
    again = setTimeout(open, AGAIN_MS);
  };
}

function close(): void {
  stream?.close();
  stream = null;
  clearTimeout(silence);
  clearTimeout(again);
}

export function startListening(): () => void {
  const onVisibility = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", onVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    close();
    become("off");
  };
}

export function useContact(): Contact {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => contact,
  );
}
