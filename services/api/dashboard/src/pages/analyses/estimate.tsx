/** What a run of the draft would take and cost, asked again when the draft has stood still for a moment. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http, type Schemas } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { useDebounced } from "../../lib/debounced";
import { Card } from "../../ui/card";
import { ProblemPanel, Skeleton } from "../../ui/states";
import type { Spec } from "./spec";
import { useAnalysesWords } from "./words";

type Told = Schemas["Estimate"];

export function Estimate({ name, spec }: { name: string; spec: Spec }) {
  const words = useAnalysesWords().estimate;
  const config = useDebounced(spec);
  const estimate = useQuery({
    queryKey: ["estimate", name, config],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const params = { path: { name } };
      const { data } = await http.POST("/api/analyses/{name}/estimate", { params, body: { config }, signal });
      if (!data) throw new Error("no body");
      return data;
    },
  });
  return (
    <Card title={words.title} className="xl:sticky xl:top-16">
      <div aria-live="polite" aria-busy={estimate.isFetching}>
        {estimate.isPending && <Skeleton rows={3} />}
        {estimate.isError && <ProblemPanel error={estimate.error} retry={() => estimate.refetch()} />}
        {estimate.data && !estimate.isError && <Figures told={estimate.data} />}
      </div>
    </Card>
  );
}

function Figures({ told }: { told: Told }) {
  const words = useAnalysesWords().estimate;
  const format = useFormat();
  const why = (field: "duration_ms" | "cost_usd") => {
    const reason = told.reasons[field];
    return reason ? words[reason] : "—";
  };
  const { duration_ms: took, cost_usd: cost, worst_usd: worst, budget_usd: budget } = told;
  const rows: [string, string][] = [
    [words.duration, took ? words.usual(format.took(took.p50), format.took(took.p95)) : why("duration_ms")],
    [words.cost, cost === null ? why("cost_usd") : format.money(cost)],
  ];
  if (worst !== null) rows.push([words.worst, format.money(worst)]);
  if (budget !== null) rows.push([words.budget, format.money(budget)]);
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-dim">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {told.steps.length > 0 && <Steps steps={told.steps} />}
    </>
  );
}

function Steps({ steps }: { steps: Told["steps"] }) {
  const words = useWords();
  const format = useFormat();
  const own = useAnalysesWords();
  const { estimate } = own;
  const names: Record<string, string> = { ...words.method, merge: own.pipeline.merge };
  return (
    <ul className="mt-3 grid gap-2 border-t border-line pt-3 text-sm">
      {steps.map((one) => (
        <li key={one.step} className="grid grid-cols-[1fr_auto] gap-x-3">
          <span className="font-semibold">{names[one.step] ?? one.step}</span>
          <span>{one.expected_usd === null ? "—" : format.money(one.expected_usd)}</span>
          <span className="col-span-2 break-words text-xs text-dim">
            {one.enabled ? one.model : `${one.model}: ${estimate.twin}`} · {format.number(one.prompt_tokens)}{" "}
            → {format.number(one.answer_tokens)} ({estimate.basis[one.basis]})
          </span>
        </li>
      ))}
    </ul>
  );
}
