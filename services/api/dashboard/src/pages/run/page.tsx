/** One run: its steps as they come in, its post by parts, its events. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Tabs } from "radix-ui";
import { api, type Schemas } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useFormat, useWords } from "../../i18n";
import { Badge } from "../../ui/badge";
import { Empty, ProblemPanel, Skeleton } from "../../ui/states";
import { Ago, Exactly } from "../../ui/time";
import { Title } from "../../ui/title";
import { Events } from "./events";
import { PostPreview } from "./post";
import { TABS, type Tab } from "./search";
import { Timeline } from "./timeline";

const ENDED = new Set(["merged", "published", "failed"]);
const OPEN_MS = 1_000;

export function Run() {
  const words = useWords();
  const { id } = useParams({ from: "/inside/runs/$id" });
  const run = api.useQuery(
    "get",
    "/api/runs/{run_id}",
    { params: { path: { run_id: id } } },
    // What is under way is asked again; the stream of events only makes it sooner.
    { refetchInterval: ({ state }) => (state.data && ENDED.has(state.data.status) ? false : OPEN_MS) },
  );
  if (run.isPending) return <Skeleton rows={8} />;
  if (run.isError) {
    const gone = asProblem(run.error).code === "unknown_run";
    return gone ? (
      <Empty>{words.run.gone}</Empty>
    ) : (
      <ProblemPanel error={run.error} retry={() => run.refetch()} />
    );
  }
  return <Shown run={run.data} />;
}

function Shown({ run }: { run: Schemas["RunDetail"] }) {
  const words = useWords();
  const go = useNavigate({ from: "/runs/$id" });
  const { tab = "timeline" } = useSearch({ from: "/inside/runs/$id" });
  return (
    <>
      <Title of={<Badge status={run.status} />}>{`${run.instrument} · ${run.timeframe}`}</Title>
      <Facts run={run} />
      {run.error && (
        <p role="alert" className="my-3 rounded-xl border border-bad/50 bg-bad/10 p-3">
          <code>{run.error.code}</code>: {run.error.detail}
        </p>
      )}
      {!run.chain_ok && (
        <p role="alert" className="my-3 rounded-xl border border-bad/50 bg-bad/10 p-3">
          {words.run.chainBroken}
        </p>
      )}
      <Tabs.Root value={tab} onValueChange={(next) => go({ search: { tab: next as Tab }, replace: true })}>
        <Tabs.List className="my-4 flex gap-1 overflow-x-auto border-b border-line">
          {TABS.map((one) => (
            <Tabs.Trigger
              key={one}
              value={one}
              className="min-h-10 border-b-2 border-transparent px-3 text-sm text-dim data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {words.run.tabs[one]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="timeline">
          <Timeline run={run} />
        </Tabs.Content>
        <Tabs.Content value="post">
          <PostPreview run={run} />
        </Tabs.Content>
        <Tabs.Content value="events">
          <Events events={run.events} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}

function Facts({ run }: { run: Schemas["RunDetail"] }) {
  const words = useWords();
  const format = useFormat();
  const told: [string, React.ReactNode][] = [
    [words.runs.columns.analysis, run.analysis],
    [words.runs.columns.asOf, <Exactly key="as-of" at={run.as_of} />],
    [words.runs.columns.created, <Ago key="created" at={run.created_at} />],
    [words.run.cost, format.money(run.cost_usd)],
    [words.run.tokens, format.number(run.tokens_in + run.tokens_out)],
  ];
  if (run.candles)
    told.push([words.run.source, `${run.candles.source}, ${words.run.bars(run.candles.bars)}`]);
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-1 text-sm md:flex md:flex-wrap">
      {told.map(([name, value]) => (
        <div key={name} className="flex flex-wrap gap-x-2">
          <dt className="text-dim">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
