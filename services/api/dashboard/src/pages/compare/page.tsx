/** Two runs side by side: what went in, what it cost, the plan, the levels that differ, the text. */
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { LANGUAGES, type Language, useFormat, useSpeech, useWords } from "../../i18n";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Empty, ProblemPanel, Skeleton } from "../../ui/states";
import { Exactly } from "../../ui/time";
import { Title } from "../../ui/title";
import { PlanCard } from "../run/plan";
import { useTerms } from "../run/terms";
import { levelDifferences } from "./levels";
import { ComparedPrompts } from "./prompts";
import { useCompareWords } from "./words";

const Difference = lazy(async () => ({ default: (await import("../prompts/difference")).Difference }));

type Run = Schemas["RunDetail"];
interface Pair {
  a: Run;
  b: Run;
}

export function Compare() {
  const own = useCompareWords();
  const { a, b } = useSearch({ from: "/inside/runs/compare" });
  return (
    <>
      <Title>{own.title}</Title>
      {a && b ? <Loaded a={a} b={b} /> : <Choose />}
    </>
  );
}

function Choose() {
  const words = useWords();
  const own = useCompareWords();
  const toRuns = (
    <Link to="/runs" className="text-accent underline">
      {words.runs.title}
    </Link>
  );
  return <Empty action={toRuns}>{own.pick}</Empty>;
}

function Loaded({ a, b }: { a: string; b: string }) {
  const of = (run_id: string) => ({ params: { path: { run_id } } });
  const left = api.useQuery("get", "/api/runs/{run_id}", of(a));
  const right = api.useQuery("get", "/api/runs/{run_id}", of(b));
  const failed = [left, right].find((one) => one.isError);
  if (failed) return <ProblemPanel error={failed.error} retry={() => failed.refetch()} />;
  if (!left.data || !right.data) return <Skeleton rows={8} />;
  return <Shown a={left.data} b={right.data} />;
}

function Shown({ a, b }: Pair) {
  const own = useCompareWords();
  const unlike = a.instrument !== b.instrument || a.timeframe !== b.timeframe;
  return (
    <div className="grid gap-4">
      {unlike && (
        <p role="status" className="rounded-xl border border-wait/50 bg-wait/10 p-3">
          {own.other}
        </p>
      )}
      <Inputs a={a} b={b} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {[a, b].map((run) => run.plan && <PlanCard key={run.run_id} plan={run.plan} levels={run.levels} />)}
      </div>
      <Levels a={a} b={b} />
      <ComparedPrompts a={a} b={b} />
      <Texts a={a} b={b} />
    </div>
  );
}

function Inputs({ a, b }: Pair) {
  const words = useWords();
  const own = useCompareWords();
  const format = useFormat();
  const took = ({ created_at, finished_at }: Run) =>
    finished_at ? format.took(Date.parse(finished_at) - Date.parse(created_at)) : "—";
  const rows: [string, (run: Run) => ReactNode][] = [
    [words.runs.columns.status, (run) => <Badge status={run.status} />],
    [words.runs.columns.analysis, (run) => run.analysis],
    [own.version, (run) => run.config?.version ?? "—"],
    [words.runs.columns.asOf, (run) => <Exactly at={run.as_of} />],
    [own.candles, (run) => run.candles && `${run.candles.source}, ${words.run.bars(run.candles.bars)}`],
    [
      own.writer,
      (run) => run.posts.map((one) => `${LANGUAGES[one.language].name}: ${own[one.made_by]}`).join(", "),
    ],
    [words.run.cost, (run) => format.money(run.cost_usd)],
    [words.run.tokens, (run) => `${format.number(run.tokens_in)} → ${format.number(run.tokens_out)}`],
    [words.runs.columns.took, took],
  ];
  return (
    <Card title={own.inputs}>
      <table className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr>
            <th scope="col" className="w-1/4 py-1 text-start font-medium text-dim">
              {own.field}
            </th>
            {[a, b].map((run) => (
              <th key={run.run_id} scope="col" className="py-1 pe-3 text-start">
                <Link to="/runs/$id" params={{ id: run.run_id }} className="text-accent underline">
                  {run.instrument} · {run.timeframe}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, tell]) => (
            <tr key={name} className="border-t border-line/60 align-top">
              <th scope="row" className="break-words py-1 pe-2 text-start font-normal text-dim">
                {name}
              </th>
              {[a, b].map((run) => (
                <td key={run.run_id} className="break-words py-1 pe-3 [&_time]:whitespace-normal">
                  {tell(run)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Levels({ a, b }: Pair) {
  const own = useCompareWords();
  const terms = useTerms();
  const kinds = kindsOf([a, b]);
  const differing = levelDifferences(a.levels, b.levels);
  return (
    <Card title={own.levels} aside={<span className="text-sm text-dim">{differing.length}</span>}>
      {!differing.length && <p className="text-sm text-dim">{own.sameLevels}</p>}
      {differing.length > 0 && (
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-80 overflow-auto"
        >
          <table className="w-full border-collapse text-sm">
            <thead className="text-dim">
              <tr>
                {[own.level, own.left, own.right].map((name) => (
                  <th key={name} scope="col" className="py-1 pe-3 text-start font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differing.map((one) => (
                <tr key={one.id} className="border-t border-line/60">
                  <th scope="row" className="break-all py-1 pe-3 text-start font-normal">
                    <span className="block break-words">{terms.kind(kinds.get(one.id) ?? "")}</span>
                    <code className="text-xs text-dim">{one.id}</code>
                  </th>
                  <td className="pe-3">{one.a ?? <span className="text-dim">{own.onlyB}</span>}</td>
                  <td>{one.b ?? <span className="text-dim">{own.onlyA}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

/** What each level is; those of the plan are its own. */
function kindsOf(runs: Run[]): Map<string, string> {
  const levels = runs.flatMap(({ steps }) => steps.flatMap(({ output }) => output?.levels ?? []));
  return new Map(levels.map(({ id, kind }) => [id, kind]));
}

function Texts({ a, b }: Pair) {
  const own = useCompareWords();
  const { language: spoken } = useSpeech();
  const [language, choose] = useState<Language>(spoken);
  const [left, right] = [a, b].map((run) => run.posts.find((one) => one.language === language)?.text);
  const languages = (
    <span className="flex gap-2">
      {(Object.keys(LANGUAGES) as Language[]).map((one) => (
        <Button
          key={one}
          aria-pressed={one === language}
          lang={one}
          look={one === language ? "primary" : "plain"}
          onClick={() => choose(one)}
        >
          {LANGUAGES[one].name}
        </Button>
      ))}
    </span>
  );
  return (
    <Card title={own.text} aside={languages}>
      {left === undefined || right === undefined ? (
        <p className="text-sm text-dim">{own.noPost}</p>
      ) : left === right ? (
        <p className="text-sm text-dim">{own.sameText}</p>
      ) : (
        <Suspense fallback={<Skeleton rows={6} />}>
          <Difference label={own.text} before={left} after={right} />
        </Suspense>
      )}
    </Card>
  );
}
