/** The usual timings as cron, and back: what people choose is three words, what is stored is five fields. */
import type { Schemas } from "../../api/client";

export const PRESETS = ["weekdays", "weekly", "hourly", "quarter", "own"] as const;
export type Preset = (typeof PRESETS)[number];

export interface Timing {
  preset: Preset;
  /** HH:MM, where the preset has one. */
  time: string;
  /** 0 is Sunday, as cron counts. */
  weekday: number;
  cron: string;
}

export const USUAL: Timing = { preset: "weekdays", time: "09:00", weekday: 1, cron: "0 9 * * 1-5" };

export function cronOf({ preset, time, weekday, cron }: Timing): string {
  const [hour, minute] = time.split(":").map(Number);
  switch (preset) {
    case "weekdays":
      return `${minute ?? 0} ${hour ?? 0} * * 1-5`;
    case "weekly":
      return `${minute ?? 0} ${hour ?? 0} * * ${weekday}`;
    case "hourly":
      return "0 * * * *";
    case "quarter":
      return "*/15 * * * *";
    case "own":
      return cron.trim();
  }
}

export function timingOf(cron: string): Timing {
  const own = { ...USUAL, cron };
  if (cron === "0 * * * *") return { ...own, preset: "hourly" };
  if (cron === "*/15 * * * *") return { ...own, preset: "quarter" };
  const at = /^(\d{1,2}) (\d{1,2}) \* \* (1-5|[0-6])$/.exec(cron);
  if (!at) return { ...own, preset: "own" };
  const [, minute = "0", hour = "0", days = ""] = at;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (days === "1-5") return { ...own, time, preset: "weekdays" };
  return { ...own, time, weekday: Number(days), preset: "weekly" };
}

type Firing = Schemas["Firing"];

/** The offset a local time ends with: +03:00, or Z. */
const offset = (local: string): string => /(Z|[+-]\d\d:\d\d)$/.exec(local)?.[1] ?? "";

/** Whether the clocks of the schedule were moved between the firing before and this one. */
export function clocksMoved(firings: readonly Firing[], place: number): boolean {
  const [before, now] = [firings[place - 1], firings[place]];
  return before !== undefined && now !== undefined && offset(before.local) !== offset(now.local);
}

/** One schedule for each instrument; several need names that differ. */
export function nameFor(name: string, instrument: string, of: number): string {
  return of > 1 ? `${name} ${instrument}` : name;
}

export interface FiringOf extends Firing {
  /** Of several instruments, those whose exchange is closed then. */
  closedFor: string[];
}

/** The same times for several instruments, each of which may trade on other days. */
export function together(of: readonly { instrument: string; firings: readonly Firing[] }[]): FiringOf[] {
  const [first] = of;
  return (first?.firings ?? []).map((firing) => ({
    ...firing,
    closedFor: of
      .filter(({ firings }) => firings.find(({ at }) => at === firing.at)?.closed)
      .map(({ instrument }) => instrument),
  }));
}
