/** What is under way, what comes today, what it costs. */
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { useNow } from "../../lib/now";
import { Asked } from "../../ui/asked";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Ago, Exactly } from "../../ui/time";
import { comingToday } from "./today";
import { WORDS } from "./words";

const SHOWN = 6;

/** Nothing while nothing runs. */
export function Running() {
  const words = usePageWords(WORDS);
  const runs = api.useQuery("get", "/api/runs", {
    params: { query: { status: ["queued", "running", "merging", "publishing"], limit: SHOWN } },
  });
  if (!runs.data?.items.length) return null;
  return (
    <Card title={words.running}>
      <ul className="grid gap-2 text-sm">
        {runs.data.items.map((run) => (
          <li key={run.run_id} data-row className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge status={run.status} />
            <Link to="/runs/$id" params={{ id: run.run_id }} className="font-semibold hover:underline">
              {run.instrument} · {run.timeframe}
            </Link>
            <span className="text-dim">
              {run.steps_done}/{run.steps_total} · <Ago at={run.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function Today() {
  const words = usePageWords(WORDS);
  const all = useWords();
  const format = useFormat();
  const now = useNow();
  const schedules = api.useQuery("get", "/api/schedules");
  return (
    <Card
      title={words.today}
      aside={
        <Link to="/schedules" className="text-sm text-accent underline">
          {all.nav.schedules}
        </Link>
      }
    >
      <Asked of={schedules} rows={2}>
        {({ items }) => {
          const coming = comingToday(items, now, format.zone).slice(0, SHOWN);
          if (!coming.length) return <p className="text-sm text-dim">{words.nothingToday}</p>;
          return (
            <ul className="grid gap-2 text-sm">
              {coming.map(({ at, schedule }) => (
                <li key={`${at} ${schedule.id}`} className="grid">
                  <span className="break-words font-semibold">{schedule.name}</span>
                  <span className="text-dim">
                    <Exactly at={at} /> · <Ago at={at} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </Card>
  );
}

export function Spending() {
  const words = usePageWords(WORDS);
  const format = useFormat();
  const system = api.useQuery("get", "/api/system");
  return (
    <Card title={words.spent}>
      <Asked of={system} rows={1}>
        {({ spending: { spent, cap } }) => (
          <p>
            <span className="text-lg font-semibold">{format.money(spent)}</span>{" "}
            {cap !== null && words.of(format.money(cap))}
          </p>
        )}
      </Asked>
    </Card>
  );
}
