/** Seven days on the reader's calendar, each with what fires on it. */
import type { Schemas } from "../../api/client";

type Told = Schemas["WeekOfSchedule"];

export interface Entry {
  schedule: string;
  name: string;
  instrument: string;
  /** The first firing of the day and the last. */
  from: string;
  to: string;
  count: number;
  closed: boolean;
  /** Left out, since the exchange is closed. */
  skipped: boolean;
  /** The same instrument is asked for by another schedule at the same moment. */
  meets: string[];
}

export interface Day {
  day: string;
  entries: Entry[];
}

const DAY_MS = 86_400_000;
/** The eighth calendar day holds the hours that the first has lost. */
const DAYS = 8;

export function weekOf(items: readonly Told[], since: string, until: string, zone: string): Day[] {
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const last = Date.parse(until);
  const days = Array.from({ length: DAYS }, (_, place) => Date.parse(since) + place * DAY_MS)
    .filter((at) => at <= last)
    .map((at) => calendar.format(at));
  const meeting = meetings(items);
  return [...new Set(days)].map((day) => ({
    day,
    entries: items
      .flatMap((one) => {
        const firings = one.firings.filter(({ at }) => calendar.format(Date.parse(at)) === day);
        return firings.length ? [entryOf(one, firings, meeting)] : [];
      })
      .sort((a, b) => a.from.localeCompare(b.from)),
  }));
}

function entryOf(one: Told, firings: Told["firings"], meeting: Map<string, string[]>): Entry {
  const [first] = firings;
  const closed = firings.every((firing) => firing.closed);
  const met = firings.flatMap(({ at }) => meeting.get(`${one.instrument} ${one.timeframe} ${at}`) ?? []);
  return {
    schedule: one.schedule_id,
    name: one.name,
    instrument: one.instrument,
    from: first?.at ?? "",
    to: firings.at(-1)?.at ?? "",
    count: firings.length,
    closed,
    skipped: closed && one.trading_days_only,
    meets: [...new Set(met)].filter((name) => name !== one.name),
  };
}

/** Which schedules ask the same question at the same moment. */
function meetings(items: readonly Told[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name, instrument, timeframe, firings } of items) {
    for (const { at } of firings) {
      const key = `${instrument} ${timeframe} ${at}`;
      found.set(key, [...(found.get(key) ?? []), name]);
    }
  }
  return found;
}
