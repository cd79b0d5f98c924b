/** What fires by itself: next of all, and today still, on the reader's calendar. */
import type { Schemas } from "../../api/client";

type Schedule = Schemas["ScheduleCard"];

export interface Coming {
  at: string;
  schedule: Schedule;
}

export function comingToday(schedules: readonly Schedule[], now: number, zone: string): Coming[] {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const today = day.format(now);
  return comingAt(schedules, now).filter(({ at }) => day.format(Date.parse(at)) === today);
}

/** The next first; without days on which a closed exchange leaves a schedule out. */
export function comingAt(schedules: readonly Schedule[], now: number): Coming[] {
  return schedules
    .flatMap((schedule) =>
      schedule.next
        .filter((one) => !(one.closed && schedule.trading_days_only))
        .map(({ at }) => ({ at, schedule })),
    )
    .filter(({ at }) => Date.parse(at) > now)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
