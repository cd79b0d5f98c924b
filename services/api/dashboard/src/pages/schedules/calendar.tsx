/** The coming week as columns of days, or days below each other on a phone. */
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "../../api/client";
import { useFormat, useSpeech } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { cx } from "../../lib/cx";
import { Asked } from "../../ui/asked";
import { type Day, type Entry, weekOf } from "./week";
import { WORDS } from "./words";

export function Calendar() {
  const words = usePageWords(WORDS).week;
  const { zone } = useFormat();
  const week = api.useQuery("get", "/api/schedules/week");
  return (
    <Asked of={week}>
      {({ items, since, until }) => {
        const often = items.filter((one) => one.often);
        return (
          <div className="grid gap-3">
            <p className="text-sm text-dim">{words.zone(zone)}</p>
            {often.length > 0 && (
              <p className="text-sm">{words.often(often.map(({ name }) => name).join(", "))}</p>
            )}
            <ol className="grid gap-2 lg:grid-cols-4 2xl:grid-cols-8">
              {weekOf(items, since, until, zone).map((day) => (
                <Column key={day.day} {...day} />
              ))}
            </ol>
          </div>
        );
      }}
    </Asked>
  );
}

function Column({ day, entries }: Day) {
  const words = usePageWords(WORDS).week;
  const { language } = useSpeech();
  const heading = useMemo(
    () =>
      new Intl.DateTimeFormat(language, {
        ...{ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" },
      } as const),
    [language],
  );
  return (
    <li className="grid min-w-0 content-start gap-2 rounded-xl border border-line bg-surface p-3">
      <h2 className="text-sm font-semibold">
        <time dateTime={day}>{heading.format(new Date(`${day}T00:00:00Z`))}</time>
      </h2>
      {!entries.length && <p className="text-xs text-dim">{words.nothing}</p>}
      <ul className="grid gap-2">
        {entries.map((one) => (
          <Line key={one.schedule} entry={one} />
        ))}
      </ul>
    </li>
  );
}

function Line({ entry }: { entry: Entry }) {
  const words = usePageWords(WORDS);
  const { language } = useSpeech();
  const { zone } = useFormat();
  const clock = useMemo(
    () => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZone: zone }),
    [language, zone],
  );
  const tell = (at: string) => clock.format(new Date(at));
  return (
    <li
      data-row
      className={cx(
        "grid min-w-0 rounded-lg bg-ground p-2 text-xs",
        entry.skipped && "border border-dashed border-line",
      )}
    >
      <span>
        {tell(entry.from)}
        {entry.count > 1 && ` – ${tell(entry.to)} · ${words.week.times(entry.count)}`}
      </span>
      <Link
        to="/schedules"
        search={{ history: entry.schedule }}
        className="break-words font-semibold text-accent underline"
      >
        {entry.name}
      </Link>
      <span className="break-words text-dim">{entry.instrument}</span>
      {entry.closed && <span className="text-wait">{entry.skipped ? words.skipped : words.closed}</span>}
      {entry.meets.length > 0 && (
        <span className="break-words text-wait">{words.week.meets(entry.meets.join(", "))}</span>
      )}
    </li>
  );
}
