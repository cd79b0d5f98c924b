import { Link } from "@tanstack/react-router";
import { http, type Schemas } from "../../api/client";
import { usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Paged } from "../../ui/asked";
import { Badge } from "../../ui/badge";
import { Empty } from "../../ui/states";
import { Ago, Exactly } from "../../ui/time";
import { WORDS } from "./words";

const PAGE = 20;

/** What a schedule fired, and what became of it. */
export function Ticks({ schedule }: { schedule: Schemas["ScheduleCard"] }) {
  const words = usePageWords(WORDS);
  const { id } = schedule;
  const ticks = usePages("/api/schedules/{schedule_id}/ticks", { id }, (cursor: string | undefined, signal) =>
    http.GET("/api/schedules/{schedule_id}/ticks", {
      params: { path: { schedule_id: id }, query: { limit: PAGE, ...(cursor && { cursor }) } },
      signal,
    }),
  );
  return (
    <section aria-label={words.history} className="border-t border-line pt-3">
      <Paged of={ticks} empty={<Empty>{words.ticks.none}</Empty>}>
        {(items) => (
          <ul className="grid gap-1 text-sm">
            {items.map((tick) => (
              <li key={tick.fire_at} className="flex min-h-8 flex-wrap items-center gap-x-3">
                <Exactly at={tick.fire_at} />
                <span className="text-dim">
                  <Ago at={tick.fire_at} />
                </span>
                {tick.status && <Badge status={tick.status} />}
                {tick.run_id ? (
                  <Link to="/runs/$id" params={{ id: tick.run_id }} className="text-accent underline">
                    {words.ticks.run}
                  </Link>
                ) : (
                  <span className="text-dim">{words.ticks.refused}</span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}
