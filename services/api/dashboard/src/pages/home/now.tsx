/** What is under way, what comes today, what it costs. */
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { useNow } from "../../lib/now";
import { Asked } from "../../ui/asked";
import { Badge, Mark } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Ago, Exactly } from "../../ui/time";
import { comingAt, comingToday } from "./today";
import { WORDS } from "./words";

const SHOWN = 6;
const NEXT = 3;
const NEARLY = 0.9;

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
          const today = comingToday(items, now, format.zone);
          const coming = today.length ? today.slice(0, SHOWN) : comingAt(items, now).slice(0, NEXT);
          return (
            <ul className="grid gap-2 text-sm">
              {!today.length && <li className="text-dim">{words.nothingToday}</li>}
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
          <>
            <p>
              <span className="text-lg font-semibold">{format.money(spent)}</span>{" "}
              {cap !== null && words.of(format.money(cap))}
            </p>
            {cap !== null && Number(cap) > 0 && (
              <meter
                min={0}
                max={Number(cap)}
                high={Number(cap) * NEARLY}
                value={Number(spent)}
                aria-label={words.spent}
                className="mt-2 w-full"
              />
            )}
          </>
        )}
      </Asked>
    </Card>
  );
}

/** Sources that are not asked just now; what this server itself cannot reach is on the page of the system. */
export function Health() {
  const words = usePageWords(WORDS);
  const sources = api.useQuery("get", "/api/sources");
  return (
    <Card
      title={words.health}
      aside={
        <Link to="/settings/$tab" params={{ tab: "sources" }} className="text-sm text-accent underline">
          {words.allSources}
        </Link>
      }
    >
      <Asked of={sources} rows={1}>
        {({ items }) => {
          const resting = items.filter(({ state }) => state !== "closed");
          if (!resting.length) {
            return (
              <p className="flex flex-wrap items-center gap-2 text-sm">
                <Mark colour="good" icon="check">
                  OK
                </Mark>
                {words.healthy}
              </p>
            );
          }
          return (
            <ul className="grid gap-2 text-sm">
              {resting.map(({ source, state, reason, open_until: until }) => (
                <li key={source} className="grid gap-1">
                  <span className="flex flex-wrap items-center gap-2">
                    <Mark
                      colour={state === "half_open" ? "wait" : "bad"}
                      icon={state === "half_open" ? "turn" : "cross"}
                    >
                      {words.resting[state as "open" | "half_open" | "disabled"]}
                    </Mark>
                    <span className="font-semibold">{source}</span>
                    {until && <Ago at={until} />}
                  </span>
                  {reason && <span className="break-words text-dim">{reason}</span>}
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </Card>
  );
}
