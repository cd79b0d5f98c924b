/** One run: its steps as they come in, its post by parts, its events. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useFormat, useSpeech, useWords } from "../../i18n";
import { Badge } from "../../ui/badge";
import { Copy } from "../../ui/copy";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Tabs } from "../../ui/tabs";
import { Ago, Exactly } from "../../ui/time";
import { Title } from "../../ui/title";
import { Missing } from "../missing";
import { Cancel } from "../runs/cancel";
import { RunAgain } from "./again";
import { ChartTab } from "./chart";
import { Events } from "./events";
import { ToNeighbours, useNeighbours } from "./neighbours";
import { PostPreview } from "./post";
import { Publish } from "./publish";
import { TABS } from "./search";
import { Timeline } from "./timeline";
import { useRunWords } from "./words";

const ENDED = new Set(["merged", "published", "failed"]);
const OPEN_MS = 1_000;
const WAY =
  "inline-flex min-h-9 items-center rounded-lg px-3 text-sm font-medium text-dim hover:bg-raised hover:text-ink max-md:min-h-11";

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
      <Missing told={words.run.gone} />
    ) : (
      <ProblemPanel error={run.error} retry={() => run.refetch()} />
    );
  }
  return <Shown key={id} run={run.data} />;
}

function Shown({ run }: { run: Schemas["RunDetail"] }) {
  const words = useWords();
  const go = useNavigate({ from: "/runs/$id" });
  const { tab = "timeline" } = useSearch({ from: "/inside/runs/$id" });
  const neighbours = useNeighbours(run);
  const names = { ...words.run.tabs, chart: useRunWords().chart };
  const contents = {
    timeline: <Timeline run={run} />,
    chart: <ChartTab run={run} />,
    post: <PostPreview run={run} />,
    events: <Events run={run} />,
  };
  return (
    <>
      <Title
        of={
          <>
            <Badge status={run.status} />
            <ToNeighbours {...neighbours} />
          </>
        }
        aside={<Actions run={run} before={neighbours.before} />}
      >
        {`${run.instrument} · ${run.timeframe}`}
      </Title>
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
      <Tabs
        value={tab}
        choose={(next) => go({ search: (now) => ({ ...now, tab: next }), replace: true })}
        tabs={TABS.map((one) => [one, names[one], contents[one]] as const)}
      />
    </>
  );
}

function Actions({ run, before }: { run: Schemas["RunDetail"]; before: string | undefined }) {
  const admin = useIsAdmin();
  const own = useRunWords();
  const { language } = useSpeech();
  const post = run.posts.find((one) => one.language === language) ?? run.posts[0];
  return (
    <div className="flex flex-wrap gap-2">
      {post && <Copy data-key="KeyC" text={post.text} label={own.copyPost} />}
      {before && (
        <Link to="/runs/compare" search={{ a: before, b: run.run_id }} data-key="KeyD" className={WAY}>
          {own.compareBefore}
        </Link>
      )}
      <Cancel run={run} />
      <RunAgain run={run} />
      {admin && <Publish run={run} />}
    </div>
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
