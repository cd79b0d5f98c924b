/** Every analysis as a card: what it does, what it has cost, and the ways on from here. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { useFormat, useWords } from "../../i18n";
import { Asked } from "../../ui/asked";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/states";
import { Ago } from "../../ui/time";
import { Title } from "../../ui/title";
import { Fresh } from "./fresh";
import { useAnalysesWords } from "./words";

type Analysis = Schemas["AnalysisCard"];

export function Analyses() {
  const own = useAnalysesWords();
  const admin = useIsAdmin();
  const analyses = api.useQuery("get", "/api/analyses");
  const all = analyses.data?.items ?? [];
  return (
    <>
      <Title aside={admin && all.length > 0 && <Fresh analyses={all} />}>{own.title}</Title>
      <Asked of={analyses} rows={4}>
        {({ items }) =>
          items.length ? (
            <div className="grid gap-4">
              <Cards analyses={items.filter((one) => !one.archived)} />
              <Archived analyses={items.filter((one) => one.archived)} />
            </div>
          ) : (
            <Empty>{own.none}</Empty>
          )
        }
      </Asked>
    </>
  );
}

function Cards({ analyses }: { analyses: Analysis[] }) {
  return (
    <ul className="grid gap-4 lg:grid-cols-2">
      {analyses.map((one) => (
        <li key={one.name} data-row className="grid">
          <AnalysisCard analysis={one} />
        </li>
      ))}
    </ul>
  );
}

/** Out of the way, but there: their runs are. */
function Archived({ analyses }: { analyses: Analysis[] }) {
  const { inArchive } = useAnalysesWords();
  if (!analyses.length) return null;
  return (
    <details>
      <summary className="mb-3 cursor-pointer text-dim">{inArchive(analyses.length)}</summary>
      <Cards analyses={analyses} />
    </details>
  );
}

const WAY =
  "inline-flex min-h-9 items-center rounded-lg border border-line bg-raised px-3 text-sm font-medium hover:border-dim max-md:min-h-11";

function AnalysisCard({ analysis }: { analysis: Analysis }) {
  const words = useWords();
  const own = useAnalysesWords();
  const { name } = analysis;
  return (
    <Card
      title={name}
      aside={
        <span className="text-sm text-dim">
          {own.version(analysis.version)}
          {analysis.archived && ` · ${own.archived}`}
        </span>
      }
      className="grid content-between gap-3"
    >
      <p className="max-w-prose">{analysis.description}</p>
      <Told analysis={analysis} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Link to="/analyses/$name" params={{ name }} className={WAY}>
          {own.configure}
        </Link>
        {!analysis.archived && (
          <Link to="/analyses/$name" params={{ name }} hash="start" className={WAY}>
            {words.action.run}
          </Link>
        )}
        <Link to="/runs" search={{ analysis: name }} className={WAY}>
          {own.history}
        </Link>
      </div>
    </Card>
  );
}

function Told({ analysis }: { analysis: Analysis }) {
  const words = useWords();
  const own = useAnalysesWords();
  const format = useFormat();
  const { last_run: last, cost_usd: cost } = analysis;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      <Row name={own.methods}>
        <ul>
          {analysis.steps.map(({ method, model }) => (
            <li key={method}>
              {words.method[method]} · <span className="break-all text-dim">{model ?? own.withoutModel}</span>
            </li>
          ))}
          <li>
            {own.pipeline.merge} ·{" "}
            <span className="break-all text-dim">{analysis.merge_model ?? own.withoutModel}</span>
          </li>
        </ul>
      </Row>
      <Row name={own.timeframes}>{analysis.timeframes.join(", ")}</Row>
      <Row name={own.cost}>
        {cost ? own.costRange(format.money(cost.low), format.money(cost.high), cost.runs) : own.noCost}
      </Row>
      <Row name={own.lastRun}>{last ? <LastRun run={last} /> : own.never}</Row>
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function LastRun({ run }: { run: Schemas["LastRun"] }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge status={run.status} />
      <Link to="/runs/$id" params={{ id: run.run_id }} className="text-accent underline">
        {run.instrument} · {run.timeframe}
      </Link>
      <Ago at={run.created_at} />
    </span>
  );
}
