/** Posts, sent or not yet, and the messages of which nobody knows whether they arrived. */
import { Link } from "@tanstack/react-router";
import { http } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Paged } from "../../ui/asked";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/states";
import { Ago, Exactly } from "../../ui/time";
import { Title } from "../../ui/title";
import { DeliveryRow } from "./delivery";
import { WORDS } from "./words";

const PAGE = 30;

export function Posts() {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  return (
    <>
      <Title>{words.title}</Title>
      <div className="grid gap-4">
        {admin && <Unknown />}
        <Card title={words.newest}>
          <Newest />
        </Card>
      </div>
    </>
  );
}

function Unknown() {
  const words = usePageWords(WORDS);
  const unknown = usePages("/api/deliveries/unknown", {}, (cursor: string | undefined, signal) =>
    http.GET("/api/deliveries/unknown", {
      params: { query: { limit: PAGE, ...(cursor && { cursor: Number(cursor) }) } },
      signal,
    }),
  );
  return (
    <Card title={words.unknown}>
      <Paged of={unknown} empty={<p className="text-sm text-dim">{words.noUnknown}</p>}>
        {(items) => (
          <>
            <p className="text-sm text-wait">{words.unknownWhy}</p>
            <ul>
              {items.map((one) => (
                <DeliveryRow key={one.id} delivery={one} />
              ))}
            </ul>
          </>
        )}
      </Paged>
    </Card>
  );
}

function Newest() {
  const words = usePageWords(WORDS);
  const runs = usePages("/api/runs", { posts: true }, (cursor: string | undefined, signal) =>
    http.GET("/api/runs", {
      params: {
        query: { status: ["merged", "publishing", "published"], limit: PAGE, ...(cursor && { cursor }) },
      },
      signal,
    }),
  );
  const empty = (
    <Empty
      action={
        <Link to="/runs" className="text-accent underline">
          {words.runs}
        </Link>
      }
    >
      {words.none}
    </Empty>
  );
  return (
    <Paged of={runs} empty={empty}>
      {(items) => (
        <ul>
          {items.map((run) => (
            <li
              key={run.run_id}
              data-row
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line/60 py-2 last:border-0"
            >
              <Badge status={run.status} />
              <Link to="/posts/$id" params={{ id: run.run_id }} className="font-semibold hover:underline">
                {run.instrument} · {run.timeframe}
              </Link>
              <span className="text-sm text-dim">
                {run.analysis} · <Ago at={run.created_at} /> · <Exactly at={run.created_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Paged>
  );
}
