/** The form that asks for a run; the same press twice is the same run. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { api, queries, type Schemas } from "../../api/client";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Field, Select } from "../../ui/field";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { type Options, RunOptions } from "./options";
import { WORDS } from "./words";

type Analysis = Schemas["AnalysisCard"];

const USUAL = "daystart";

/** With `only`, of that analysis and no other; with `instrument`, of that one first. */
export function StartRun({ only, instrument }: { only?: string; instrument?: string }) {
  const instruments = api.useQuery("get", "/api/instruments", { params: { query: { enabled: true } } });
  const analyses = api.useQuery("get", "/api/analyses");
  if (instruments.isPending || analyses.isPending) return <Skeleton rows={4} />;
  if (instruments.isError)
    return <ProblemPanel error={instruments.error} retry={() => instruments.refetch()} />;
  if (analyses.isError) return <ProblemPanel error={analyses.error} retry={() => analyses.refetch()} />;
  const offered = analyses.data.items.filter(({ name, archived }) => !archived && (!only || name === only));
  return (
    <Form instruments={instruments.data.items.map((one) => one.id)} analyses={offered} first={instrument} />
  );
}

interface FormProps {
  instruments: string[];
  analyses: Analysis[];
  first: string | undefined;
}

function Form({ instruments, analyses, first }: FormProps) {
  const words = useWords();
  const own = usePageWords(WORDS);
  const go = useNavigate();
  const key = useRef(crypto.randomUUID());
  const usual = analyses.find((one) => one.name === USUAL) ?? analyses[0];
  const [analysis, setAnalysis] = useState(usual?.name ?? "");
  const [options, setOptions] = useState<Options>({});
  const timeframes = analyses.find((one) => one.name === analysis)?.timeframes ?? [];
  const start = api.useMutation("post", "/api/runs", {
    onSuccess({ run_id }) {
      key.current = crypto.randomUUID();
      void queries.invalidateQueries({ queryKey: ["get", "/api/runs"] });
      void go({ to: "/runs/$id", params: { id: run_id } });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    start.mutate({
      params: { header: { "idempotency-key": key.current } },
      body: {
        instrument: String(form.get("instrument")),
        timeframe: String(form.get("timeframe")) as (typeof timeframes)[number],
        analysis,
        options,
      },
    });
  }

  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label={words.home.analysis}>
        {(id) => (
          <Select id={id} value={analysis} onChange={(event) => setAnalysis(event.target.value)}>
            {analyses.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.home.instrument}>
        {(id) => (
          <Select id={id} name="instrument" defaultValue={first}>
            {instruments.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.home.timeframe}>
        {(id) => (
          <Select id={id} name="timeframe" defaultValue={timeframes.includes("D1") ? "D1" : undefined}>
            {timeframes.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
      </Field>
      <details>
        <summary className="mb-2 cursor-pointer text-sm text-dim">{own.otherwise}</summary>
        <RunOptions options={options} change={setOptions} />
      </details>
      <Button type="submit" look="primary" busy={start.isPending} disabled={!instruments.length || !analysis}>
        {words.action.run}
      </Button>
      {start.isError && <ProblemPanel error={start.error} />}
    </form>
  );
}
