/** What is to be different: text, model, and how it is told to answer; with what that may cost before it does. */
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { LANGUAGES, type Language, useFormat } from "../../i18n";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Field, Select } from "../../ui/field";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Amount, ModelSelect, useEnabledModels } from "../analyses/choosing";
import type { StepName } from "../analyses/search";
import { useAnalysesWords } from "../analyses/words";
import { placesOf } from "../prompts/places";
import { Problems } from "../prompts/preview";
import { usePreview } from "../prompts/store";
import { usePromptWords } from "../prompts/words";
import { type Form, mostOf, partsOf, type Run, requestOf } from "./form";
import { Keep } from "./keep";
import { useReplayWords } from "./words";

const Editor = lazy(async () => ({ default: (await import("../prompts/editor")).Editor }));
const SPOKEN = Object.keys(LANGUAGES) as Language[];

interface WorkbenchProps {
  run: Run;
  step: StepName;
  language: Language;
  prompt: Schemas["PromptDetail"];
  /** As the run asked. */
  usual: Form;
  first: Form;
  speak: (language: Language) => void;
  asked: (replay: string) => void;
}

export function Workbench(props: WorkbenchProps) {
  const { run, step, language, prompt, usual, first, speak, asked } = props;
  const own = useReplayWords();
  const prompts = usePromptWords();
  const [form, set] = useState(first);
  const stored = useStored(step, form.version, language);
  const text = form.own[language] ?? stored.text ?? "";
  const preview = usePreview({ step, language, text, run: run.run_id });
  const places = useMemo(() => placesOf(text, preview.data?.problems ?? []), [text, preview.data]);
  const change = (next: string) => set((now) => ({ ...now, own: { ...now.own, [language]: next } }));
  const parted = partsOf(text) !== null;
  const sound = parted && form.model !== null && !preview.data?.problems.length;
  return (
    <Card
      title={own.editor}
      aside={<Languages chosen={language} speak={speak} />}
      className="grid min-w-0 gap-3"
    >
      <Suspense fallback={<Skeleton rows={8} />}>
        {stored.error ? (
          <ProblemPanel error={stored.error} retry={stored.retry} />
        ) : stored.text === undefined ? (
          <Skeleton rows={8} />
        ) : (
          <Editor
            key={language}
            label={`${own.editor}, ${LANGUAGES[language].name}`}
            {...{ text, places, change }}
            readOnly={false}
          />
        )}
      </Suspense>
      <p className="break-words text-xs text-dim">
        {prompts.variables}: <code>{prompt.variables.join(" · ")}</code>
      </p>
      {preview.data && preview.data.problems.length > 0 && <Problems problems={preview.data.problems} />}
      {!parted && stored.text !== undefined && <p className="text-sm text-wait">{own.marks}</p>}
      <Choices {...{ form, set, language, prompt, usual }} />
      <Cost model={form.model} asked={preview.data?.tokens ?? null} answered={form.tokens} />
      <Attempt
        {...{ run, step, asked }}
        body={sound ? requestOf(form, usual, language, stored.text ?? "") : null}
      />
      <Keep {...{ run, step, prompt, form, language }} />
    </Card>
  );
}

function useStored(step: StepName, version: number, language: Language) {
  const found = api.useQuery("get", "/api/prompts/{step}/versions/{version}", {
    params: { path: { step, version } },
  });
  return { text: found.data?.texts[language], error: found.error, retry: () => void found.refetch() };
}

function Languages({ chosen, speak }: { chosen: Language; speak: (language: Language) => void }) {
  const { language } = usePromptWords();
  return (
    <fieldset className="flex gap-2" aria-label={language}>
      {SPOKEN.map((one) => (
        <Button
          key={one}
          lang={one}
          aria-pressed={one === chosen}
          look={one === chosen ? "primary" : "plain"}
          onClick={() => speak(one)}
        >
          {LANGUAGES[one].name}
        </Button>
      ))}
    </fieldset>
  );
}

interface ChoicesProps {
  form: Form;
  set: (form: Form) => void;
  language: Language;
  prompt: Schemas["PromptDetail"];
  usual: Form;
}

function Choices({ form, set, language, prompt, usual }: ChoicesProps) {
  const own = useReplayWords();
  const { step: words } = useAnalysesWords();
  const models = useEnabledModels();
  const versions = Array.from({ length: prompt.newest }, (_, place) => prompt.newest - place);
  const withoutOwn = { ...form.own };
  delete withoutOwn[language];
  return (
    <div className="grid items-end gap-3 sm:grid-cols-2">
      <Field label={own.version}>
        {(id) => (
          <Select
            id={id}
            value={form.version}
            onChange={({ target }) => set({ ...form, version: Number(target.value), own: withoutOwn })}
          >
            {versions.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
      </Field>
      <ModelSelect
        label={words.model}
        value={form.model}
        none={own.choose}
        models={models.data?.items ?? []}
        choose={(model) => set({ ...form, model })}
      />
      <Amount
        label={words.temperature}
        value={form.temperature}
        {...{ min: 0, max: 2, step: 0.1 }}
        set={(temperature) => set({ ...form, temperature })}
      />
      <Amount
        label={words.tokens}
        value={form.tokens}
        {...{ min: 64, max: 32_000, step: 1 }}
        set={(tokens) => set({ ...form, tokens })}
      />
      <Button className="justify-self-start" onClick={() => set(usual)}>
        {own.back}
      </Button>
    </div>
  );
}

function Cost({ model, asked, answered }: { model: string | null; asked: number | null; answered: number }) {
  const own = useReplayWords();
  const format = useFormat();
  const models = useEnabledModels();
  if (asked === null || model === null) return null;
  const most = mostOf(
    models.data?.items.find(({ id }) => id === model),
    asked,
    answered,
  );
  return (
    <p className="text-sm text-dim">
      {own.tokens(format.number(asked), format.number(answered))};{" "}
      {most === null ? own.noPrice : own.most(format.money(most))}
    </p>
  );
}

interface AttemptProps {
  run: Run;
  step: StepName;
  /** Null while it cannot be asked. */
  body: Schemas["ReplayRequest"] | null;
  asked: (replay: string) => void;
}

function Attempt({ run, step, body, asked }: AttemptProps) {
  const own = useReplayWords();
  const press = useRef({ said: "", key: "" });
  const order = api.useMutation("post", "/api/runs/{run_id}/steps/{step}/replay", {
    onSuccess({ replay_id }) {
      press.current.said = "";
      asked(replay_id);
    },
  });

  /** The same again after a lost answer is the same replay; anything else is another. */
  function go(): void {
    if (!body) return;
    const said = JSON.stringify(body);
    if (press.current.said !== said) press.current = { said, key: crypto.randomUUID() };
    const header = { "idempotency-key": press.current.key };
    order.mutate({ params: { path: { run_id: run.run_id, step }, header }, body });
  }

  return (
    <div className="grid gap-2">
      <Button
        look="primary"
        className="justify-self-start"
        busy={order.isPending}
        disabled={!body}
        onClick={go}
      >
        {own.attempt}
      </Button>
      {order.isError && <ProblemPanel error={order.error} />}
    </div>
  );
}
